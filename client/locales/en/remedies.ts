import type { Remedies } from '../remedy-labels.js';

const RETRY = 'Press “Try again”.';
const RELOAD = 'Reload the page.';
const DESKTOP_SYSTEM = [
  'Windows: Settings › Privacy & security › Camera, and the same for Microphone: allow access, also for desktop apps.',
  'macOS: System Settings › Privacy & Security › Camera, and Microphone: switch this browser on, then quit and reopen it.',
  RETRY,
];
const DESKTOP_BUSY = [
  'Close other programs and tabs that use the camera or the microphone.',
  'If that does not help, unplug it and plug it in again, or restart the browser.',
  RETRY,
];
const PHONE_BUSY = ['End other calls, and close apps that use the camera or the microphone.', RETRY];
const DESKTOP_MISSING = [
  'Plug in a camera, a microphone or a headset, or check its cable or Bluetooth.',
  'Some computers have a key or a slider that turns the camera off.',
  RETRY,
];
const PHONE_MISSING = ['Close this browser completely and open it again.', 'If that does not help, restart the phone.'];
const DESKTOP_LOST = ['Plug it in again, or switch it on.', 'It is used again by itself; if not, press “Try again”.'];
const PHONE_LOST = ['Switch the headset on again, or take it off.', RETRY];
const DESKTOP_SCREEN = [
  'macOS: System Settings › Privacy & Security › Screen & System Audio Recording: switch this browser on, then quit and reopen it.',
  'Windows and Linux: choose another window or the whole screen.',
  'Share once more.',
];
const PHONE_SCREEN = ['Phones and tablets cannot share their screen from a browser. Use a computer for that.'];

export const remediesEn: Remedies = {
  heading: 'What helps',
  cases: {
    'denied-by-page': {
      cause: 'This page, or the page around it, does not allow camera and microphone here.',
      steps: [
        'Tell whoever runs this page: its iframe needs allow="camera; microphone", and its Permissions-Policy header must not forbid them.',
        'Meanwhile you can join, and see and hear the other person.',
      ],
    },
    'denied-for-site': {
      cause: 'This page is blocked from using the camera or the microphone.',
      steps: {
        chrome: ['Click the icon to the left of the address.', 'Switch on Camera and Microphone.', RETRY],
        edge: [
          'Click the lock to the left of the address, then “Permissions for this site”.',
          'Set Camera and Microphone to “Allow”.',
          RETRY,
        ],
        firefox: [
          'Click the crossed-out camera or microphone to the left of the address.',
          'Remove “Blocked” with the cross beside it.',
          'Press “Try again” and choose “Allow”.',
        ],
        safari: [
          'In the menu bar choose Safari › Settings for This Website…',
          'Set Camera and Microphone to “Allow”.',
          RELOAD,
        ],
        ios: [
          'Tap the button beside the address, then “Website Settings” (in Safari).',
          'Set Camera and Microphone to “Allow”.',
          'In another browser: Settings › Apps, choose it, and switch Camera and Microphone on.',
          RELOAD,
        ],
        android: [
          'Tap the icon to the left of the address, then “Permissions”.',
          'Allow Camera and Microphone.',
          RETRY,
        ],
      },
    },
    'not-answered': {
      cause: 'The browser asked whether this page may use them, and got no answer.',
      steps: [RETRY, 'Choose “Allow” when the browser asks.'],
    },
    'denied-by-system': {
      cause: 'The system does not let this browser use the camera or the microphone.',
      steps: {
        chrome: DESKTOP_SYSTEM,
        edge: DESKTOP_SYSTEM,
        firefox: DESKTOP_SYSTEM,
        safari: [
          'macOS: System Settings › Privacy & Security › Camera, and Microphone.',
          'Screen Time may forbid them, too: System Settings › Screen Time › Content & Privacy.',
          RELOAD,
        ],
        ios: [
          'Settings › Apps: choose your browser, and switch Camera and Microphone on.',
          'Screen Time may forbid them, too: Settings › Screen Time › Content & Privacy Restrictions.',
          RELOAD,
        ],
        android: [
          'Settings › Apps: choose your browser, then Permissions: allow Camera and Microphone.',
          'Swipe down from the top: “Camera access” and “Mic access” have to be on.',
          RETRY,
        ],
      },
    },
    'device-not-found': {
      cause: 'The browser finds no such device.',
      steps: {
        chrome: DESKTOP_MISSING,
        edge: DESKTOP_MISSING,
        firefox: DESKTOP_MISSING,
        safari: DESKTOP_MISSING,
        ios: PHONE_MISSING,
        android: PHONE_MISSING,
      },
    },
    'device-in-use': {
      cause: 'Another program holds it, or its driver has failed.',
      steps: {
        chrome: DESKTOP_BUSY,
        edge: DESKTOP_BUSY,
        firefox: DESKTOP_BUSY,
        safari: DESKTOP_BUSY,
        ios: PHONE_BUSY,
        android: PHONE_BUSY,
      },
    },
    'device-timeout': {
      cause: 'It does not answer: its driver or another program holds it up.',
      steps: {
        chrome: DESKTOP_BUSY,
        edge: DESKTOP_BUSY,
        firefox: DESKTOP_BUSY,
        safari: DESKTOP_BUSY,
        ios: PHONE_BUSY,
        android: PHONE_BUSY,
      },
    },
    'device-lost': {
      cause: 'It was unplugged or switched off.',
      steps: {
        chrome: DESKTOP_LOST,
        edge: DESKTOP_LOST,
        firefox: DESKTOP_LOST,
        safari: DESKTOP_LOST,
        ios: PHONE_LOST,
        android: PHONE_LOST,
      },
    },
    'device-interrupted': {
      cause: 'The system holds it back: a phone call, another app, or a privacy switch.',
      steps: {
        chrome: ['Look for a key or a slider that mutes the microphone or closes the camera.', RETRY],
        edge: ['Look for a key or a slider that mutes the microphone or closes the camera.', RETRY],
        firefox: ['Look for a key or a slider that mutes the microphone or closes the camera.', RETRY],
        safari: [
          'Safari › Settings for This Website…, or the microphone in the address bar, may have it paused.',
          RETRY,
        ],
        ios: ['End the phone call, or close the other app.', 'Come back to this page and press “Try again”.'],
        android: [
          'End the phone call, or close the other app.',
          'Swipe down from the top: “Camera access” and “Mic access” have to be on.',
          RETRY,
        ],
      },
    },
    'screen-failed': {
      cause: 'The system does not let this browser record the screen.',
      steps: {
        chrome: DESKTOP_SCREEN,
        edge: DESKTOP_SCREEN,
        firefox: DESKTOP_SCREEN,
        safari: DESKTOP_SCREEN,
        ios: PHONE_SCREEN,
        android: PHONE_SCREEN,
      },
    },
    'screen-denied-by-page': {
      cause: 'This page, or the page around it, does not allow sharing the screen here.',
      steps: [
        'Tell whoever runs this page: its iframe needs allow="display-capture", and its Permissions-Policy header must not forbid it.',
        'Meanwhile you can open the call in a tab of its own.',
      ],
    },
    'bad-ice-servers': {
      cause: 'The browser refuses entries of the list of connection servers.',
      steps: [
        'Whoever made this page: check iceServers. Each address begins with stun:, turn: or turns:, and a TURN server needs username and credential.',
        'Meanwhile the call goes on without those entries; another network may help if it does not connect.',
      ],
    },
    'insecure-context': {
      cause: 'The address does not begin with https://, so that browsers offer no camera and microphone.',
      steps: [
        'Put https:// in front of the address and try whether the page opens.',
        'If it does not: whoever runs the server has to give it a certificate.',
      ],
    },
    'bad-server': {
      cause: 'The element’s attribute server is no address.',
      steps: [
        'Whoever made this page: set server to an address such as https://call.example.com.',
        'Or leave it out: then it is the server that rtc-call.js came from.',
      ],
    },
    'unsupported-browser': {
      cause: 'This browser is too old for calls, or has them switched off.',
      steps: {
        chrome: ['Menu › Help › About Google Chrome: let it update.', RELOAD],
        edge: ['Menu › Help and feedback › About Microsoft Edge: let it update.', RELOAD],
        firefox: [
          'Menu › Help › About Firefox: let it update.',
          'In about:config, media.peerconnection.enabled has to be true.',
          RELOAD,
        ],
        safari: ['Apple menu › System Settings › General › Software Update.', RELOAD],
        ios: ['Open the link in Safari itself, not inside of another app.', 'Settings › General › Software Update.'],
        android: [
          'Open the link in Chrome or Firefox itself, not inside of another app.',
          'Update the browser in the store.',
        ],
      },
    },
  },
};
