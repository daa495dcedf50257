// Loaded into the server under attack: says, when it is asked, what the process holds after its rubbish is collected.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();

process.on('message', () => {
  const stall = delay.max / 1e6;
  globalThis.gc();
  globalThis.gc();
  const { user, system } = process.cpuUsage();
  const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
  process.send({ heap: process.memoryUsage().heapUsed, sockets, cpu: (user + system) / 1e6, stall });
});
