/** Line icons (lucide, ISC), drawn in the text's colour and hidden from screen readers: the button's label speaks. */
import { guard } from 'lit/directives/guard.js';
import { createElement, type IconNode } from 'lucide';

export {
  Check,
  CircleAlert,
  Copy,
  Ellipsis,
  Maximize,
  Mic,
  MicOff,
  Minimize,
  PhoneOff,
  ScreenShare,
  ScreenShareOff,
  Share2,
  User,
  Video,
  VideoOff,
  Volume2,
  X,
} from 'lucide';

/** One SVG node a place, made anew only when the icon changes. */
export const icon = (node: IconNode) =>
  guard([node], () => createElement(node, { 'aria-hidden': 'true', class: 'icon' }));
