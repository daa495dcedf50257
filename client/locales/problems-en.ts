/** What can go wrong, in English: loaded while nothing has. */
import type { Problems } from './labels.js';

export const problemsEn: Problems = {
  'insecure-context': {
    title: 'This page needs https',
    help: 'Browsers allow camera and microphone only on pages that start with https://, or on localhost. Open this page by its https address.',
  },
  'bad-server': {
    title: 'No such call server',
    help: 'The attribute server has to be an address such as https://call.example.com.',
  },
  'unsupported-browser': {
    title: 'This browser cannot make calls',
    help: 'Please open this page in a current Chrome, Edge, Firefox or Safari.',
  },
  'permission-denied': {
    title: 'not allowed',
    help: 'Allow it with the icon beside the address, or in the settings of your system, then try again.',
  },
  'device-not-found': { title: 'none found', help: 'Plug one in and try again, or join without it.' },
  'device-in-use': {
    title: 'cannot be started',
    help: 'Another program or tab may be using it. Close that and try again, or join without it.',
  },
  'device-lost': {
    title: 'disconnected',
    help: 'The call goes on. Plug it in again; if it does not come back by itself, try again.',
  },
  'device-interrupted': {
    title: 'taken over by the system',
    help: 'A phone call or another app may be using it. It comes back by itself after that, or try again.',
  },
  'screen-failed': {
    title: 'cannot be shared',
    help: 'Allow screen recording for this browser in the settings of your system, then try again.',
  },
  'hung-up': { title: 'Call ended', help: '' },
  occupied: {
    title: 'This call is full',
    help: 'Two people are in it already. Try again when one of them has left.',
  },
  locked: { title: 'This call is closed to newcomers', help: 'Ask the person who invited you.' },
  replaced: {
    title: 'The call goes on elsewhere',
    help: 'You opened it in another tab or window. You can bring it back here.',
  },
  kicked: { title: 'You were removed from this call', help: 'Ask the person who invited you.' },
  unauthorized: { title: 'This invitation is not valid', help: 'Ask for a new link.' },
  'wrong-role': { title: 'This invitation is for the other side', help: 'Ask for your own link.' },
  expired: { title: 'This invitation has expired', help: 'Ask for a new link.' },
  version: { title: 'This page is out of date', help: 'Reload it to get the current version.' },
  'bad-request': { title: 'The call could not be joined', help: 'The link may be damaged. Ask for a new one.' },
  'too-large': { title: 'The call could not be joined', help: 'Reload the page and try again.' },
  'rate-limited': { title: 'Too many tries', help: 'Wait a moment and try again.' },
  unavailable: { title: 'The call server is busy', help: 'Wait a moment and try again.' },
  shutdown: { title: 'The call server is restarting', help: 'Wait a moment and try again.' },
  'peer-gone': { title: 'The other person is away', help: 'The call starts when they are back.' },
};
