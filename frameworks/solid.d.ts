/** The elements in Solid's JSX. Importing it registers them. */
import type { JSX } from 'solid-js';
import type { RtcCall, RtcCallProperties, RtcHandlers, RtcVideo, RtcVideoProperties } from './elements.js';

export * from '../dist/client/define.js';

/** Solid sets a property where it is told to by `prop:`. */
type Set<Properties> = { [Name in keyof Properties & string as `prop:${Name}`]?: Properties[Name] };
type Props<E, Properties> = JSX.HTMLAttributes<E> & Properties & Set<Properties> & RtcHandlers<'on:'>;

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'rtc-call': Props<RtcCall, RtcCallProperties>;
      'rtc-video': Props<RtcVideo, RtcVideoProperties>;
    }
  }
}
