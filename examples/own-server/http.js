// The same without Express: `node http.js`, then open http://localhost:8080/.
import { createServer } from 'node:http';
import { createRtcServer } from 'rtc-call/server';
import { page } from './page.js';

const httpServer = createServer((request, response) => {
  if (request.url !== '/') return rtc.app(request, response);
  response.setHeader('Content-Type', 'text/html');
  response.end(page('/rtc-call.js'));
});
const rtc = createRtcServer({ httpServer });

httpServer.listen(Number(process.env.PORT ?? 8080), () =>
  console.log(`http://localhost:${httpServer.address().port}/`),
);
process.once('SIGTERM', () => void rtc.close());
