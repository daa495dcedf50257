/** The least of a nostr relay (NIP-01) by which two pages find each other: who asked for a topic is told what is said under it. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is used of the package `ws`. */
export interface Socket {
  on(event: 'message', listener: (data: Buffer) => void): void;
  on(event: 'close', listener: () => void): void;
  send(text: string): void;
}
export interface SocketServer {
  on(event: 'connection', listener: (socket: Socket, request: IncomingMessage) => void): void;
  once(event: 'listening', listener: () => void): void;
  address(): AddressInfo;
  close(): void;
  readonly clients: Iterable<{ terminate(): void }>;
}
interface Said {
  readonly id: string;
  readonly tags: readonly (readonly string[])[];
}
type Words = ['EVENT', Said] | ['REQ', string, ...Record<string, unknown>[]] | ['CLOSE', string];

export function relay(server: SocketServer): void {
  /** Topics by who asked for them and the name of the question. */
  const asked = new Map<Socket, Map<string, Set<unknown>>>();
  server.on('connection', (socket) => {
    const questions = new Map<string, Set<unknown>>();
    asked.set(socket, questions);
    socket.on('close', () => asked.delete(socket));
    socket.on('message', (data) => {
      const words = JSON.parse(data.toString()) as Words;
      if (words[0] === 'REQ') ask(socket, questions, words);
      else if (words[0] === 'CLOSE') questions.delete(words[1]);
      else spread(asked, socket, words[1]);
    });
  });
}

function ask(
  socket: Socket,
  questions: Map<string, Set<unknown>>,
  [, name, ...filters]: ['REQ', string, ...Record<string, unknown>[]],
): void {
  questions.set(name, new Set(filters.flatMap((filter) => filter['#x'])));
  socket.send(JSON.stringify(['EOSE', name]));
}

function spread(asked: ReadonlyMap<Socket, Map<string, Set<unknown>>>, from: Socket, said: Said): void {
  from.send(JSON.stringify(['OK', said.id, true, '']));
  for (const [socket, questions] of asked)
    for (const [name, topics] of questions)
      if (said.tags.some(([, topic]) => topics.has(topic))) socket.send(JSON.stringify(['EVENT', name, said]));
}
