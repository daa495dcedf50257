/** What holders of the API's token may ask and do, as JSON. Room names are keys: they are answered, never logged. */
import { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import * as v from 'valibot';
import { room as roomName } from '../shared/parse.js';
import { opposite, ROLES, type Role } from '../shared/protocol.js';
import { sendError } from './bearer.js';
import type { RoomNow, SeatNow } from './calls.js';
import { roomTag, type Log } from './log.js';
import type { Seat } from './seats.js';

export interface RoomControl {
  /** Sends both away, or one. Resolves to whether somebody sat there. */
  remove(room: string, role?: Role): Promise<boolean>;
  /** Whoever is not inside cannot come in. */
  lock(room: string, on: boolean): Promise<void>;
}

export interface ApiOptions {
  /** Those that this server has a seat in. */
  readonly rooms: () => Promise<readonly RoomNow[]>;
  readonly known: (room: string) => Promise<RoomNow | undefined>;
  readonly look: (room: string) => Promise<{ readonly [role in Role]?: Seat | null }>;
  readonly control: RoomControl;
  readonly status: () => Promise<object>;
  readonly log: Log;
}

const PAGE = 100;
const MAX_PAGE = 1_000;
const count = (max: number, fallback: number) =>
  v.optional(v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number), v.maxValue(max)), String(fallback));
const wishes = v.object({ offset: count(1e9, 0), limit: count(MAX_PAGE, PAGE) });

export function apiRouter(options: ApiOptions): Router {
  const { control, log } = options;
  const router = Router();
  router.get('/status', async (_request, response) => void response.json(await options.status()));
  router.get('/rooms', (request, response) => listRooms(options, request, response));
  router.get(
    '/rooms/:room',
    withRoom((room, response) => showRoom(options, room, response)),
  );
  router.delete(
    '/rooms/:room',
    withRoom(async (room, response) => {
      const removed = await control.remove(room);
      if (!removed) return notFound(response);
      log.info({ room: roomTag(room) }, 'removed by the API');
      response.json({ room, removed });
    }),
  );
  for (const on of [true, false])
    router[on ? 'put' : 'delete'](
      '/rooms/:room/lock',
      withRoom(async (room, response) => {
        await control.lock(room, on);
        log.info({ room: roomTag(room) }, on ? 'locked by the API' : 'unlocked by the API');
        response.json({ room, locked: on });
      }),
    );
  router.use((_request, response) => sendError(response, 404, 'not-found', 'there is no such resource'));
  router.use(failed(log));
  return router;
}

/** Express knows an error handler by its four parameters. Its own would answer with HTML. */
const failed =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _request, response, _next) => {
    const unread = error instanceof URIError;
    if (!unread) log.error({ err: error }, 'the API could not answer');
    if (unread) sendError(response, 400, 'bad-request', 'this path cannot be read');
    else sendError(response, 503, 'unavailable', 'the seats cannot be asked now; try again');
  };

type RoomHandler = (room: string, response: Response) => void | Promise<void>;

const withRoom =
  (handle: RoomHandler) =>
  async ({ params }: Request<{ room: string }>, response: Response): Promise<void> => {
    const room = v.safeParse(roomName, params.room);
    if (!room.success) return sendError(response, 400, 'bad-request', 'this cannot be the name of a room');
    await handle(room.output, response);
  };

const notFound = (response: Response): void => sendError(response, 404, 'not-found', 'nobody is in this room');

/** The oldest first, which changes little from one page to the next. */
async function listRooms({ rooms }: ApiOptions, { query }: Request, response: Response): Promise<void> {
  const wish = v.safeParse(wishes, query);
  if (!wish.success)
    return sendError(response, 400, 'bad-request', `offset and limit are numbers, limit at most ${MAX_PAGE}`);
  const { offset, limit } = wish.output;
  const all = await rooms();
  const page = all.slice(offset, offset + limit);
  const next = offset + page.length;
  response.json({ total: all.length, rooms: page.map(toJson), next: next < all.length ? next : null });
}

const iso = (ms: number): string => new Date(ms).toISOString();
const seatJson = (seat: SeatNow | null): object | null => seat && { state: seat.here ? 'here' : 'away' };
const toJson = ({ room, since, caller, callee, paired }: RoomNow): object => ({
  room,
  since: iso(since),
  call: paired === null ? null : { since: iso(paired) },
  caller: seatJson(caller),
  callee: seatJson(callee),
});

/** What the seats say, wherever they are held; since when, this server knows only of rooms that it has a seat in. */
async function showRoom({ look, known: knownOf }: ApiOptions, room: string, response: Response): Promise<void> {
  const seats = await look(room);
  if (!ROLES.some((role) => seats[role])) return notFound(response);
  const known = await knownOf(room);
  const seat = (role: Role): object | null => {
    const held = seats[role];
    return held ? { state: held.here ? 'here' : 'away' } : null;
  };
  const since = known ? { since: iso(known.since), call: toCall(known) } : { since: null, call: null };
  response.json({ room, ...since, caller: seat('caller'), callee: seat(opposite('caller')) });
}

const toCall = ({ paired }: RoomNow): object | null => (paired === null ? null : { since: iso(paired) });
