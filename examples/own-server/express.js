// Calls inside an Express app that is there already: `node express.js`, then open http://localhost:8080/.
import { createServer } from 'node:http';
import express from 'express';
import { createRtcServer } from 'rtc-call/server';
import { page } from './page.js';

const app = express();
const httpServer = createServer(app);
const rtc = createRtcServer({ httpServer });

app.get('/', (_request, response) => response.type('html').send(page('/calls/rtc-call.js')));
app.use('/calls', rtc.app); // The element's files: /calls/rtc-call.js and what it loads on demand.

httpServer.listen(Number(process.env.PORT ?? 8080), () =>
  console.log(`http://localhost:${httpServer.address().port}/`),
);
process.once('SIGTERM', () => void rtc.close()); // Ends the sockets, and the http server with them.
