/** The elements in JSX of React 19. Importing it registers them. */
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { RtcCall, RtcCallProperties, RtcHandlers, RtcVideo, RtcVideoProperties } from './elements.js';

export * from '../dist/client/define.js';

type Props<E, Properties> = DetailedHTMLProps<HTMLAttributes<E>, E> & Properties & RtcHandlers<'on'>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'rtc-call': Props<RtcCall, RtcCallProperties>;
      'rtc-video': Props<RtcVideo, RtcVideoProperties>;
    }
  }
}
