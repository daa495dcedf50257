/** Line icons (lucide, ISC), drawn in the text's colour and hidden from screen readers: the button's label speaks. */
import { guard } from 'lit/directives/guard.js';
import { createElement, type IconNode, ScreenShare, Share2, Volume2 } from 'lucide';

export {
  Activity,
  ArrowDown,
  ArrowUp,
  Camera,
  Check,
  CheckCheck,
  CircleAlert,
  Clock,
  Copy,
  Download,
  Ellipsis,
  File,
  FileUp,
  Info,
  Keyboard,
  ListChecks,
  Maximize,
  MessageCircle,
  Mic,
  MicOff,
  Minimize,
  Paperclip,
  Pause,
  PhoneOff,
  PictureInPicture2,
  Play,
  ScreenShare,
  ScreenShareOff,
  Settings2,
  Share2,
  SwitchCamera,
  User,
  Video,
  VideoOff,
  Volume2,
  X,
} from 'lucide';

/** What points where reading goes: mirrored where that is to the left. */
const DIRECTED: readonly IconNode[] = [ScreenShare, Share2, Volume2];

/** One SVG node a place, made anew only when the icon changes. */
export const icon = (node: IconNode) =>
  guard([node], () =>
    createElement(node, { 'aria-hidden': 'true', class: DIRECTED.includes(node) ? 'icon directed' : 'icon' }),
  );
