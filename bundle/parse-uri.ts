/** The parts of a server's address that Engine.IO asks for, by the browser's own parser. */
export function parse(address: string) {
  const { protocol, hostname, port, search } = new URL(/^\w+:\/\//.test(address) ? address : `http://${address}`);
  return { protocol: protocol.slice(0, -1), host: hostname.replace(/^\[|\]$/g, ''), port, query: search.slice(1) };
}
