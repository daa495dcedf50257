/** A page of yours with a call in it. A room's name is its key: make one for each call, of at least 49 random bits. */
export const page = (script) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <title>Our page</title>
  <script type="module" src="${script}"></script>
  <h1>Our page</h1>
  <rtc-call room="k7mq-2xwp-hd9c"></rtc-call>
</html>
`;
