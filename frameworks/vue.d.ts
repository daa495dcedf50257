/** The elements in Vue's templates. Importing it registers them; `isCustomElement` has to know their names. */
import type { HTMLAttributes, PublicProps } from 'vue';
import type { RtcCall, RtcCallProperties, RtcEvents, RtcVideo, RtcVideoProperties } from './elements.js';

export * from '../dist/client/define.js';

/** `onRtcStateChange`: what `@rtc-state-change` is in types. */
type Handlers = {
  [Type in keyof RtcEvents as `on${Capitalize<Camel<Type>>}`]?: (event: RtcEvents[Type]) => void;
};
type Camel<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<Camel<Rest>>}`
  : Name;
type Component<E, Properties> = new () => E & {
  /** For types alone: the element has none. */
  $props: HTMLAttributes & Properties & Handlers & PublicProps;
};

declare module 'vue' {
  interface GlobalComponents {
    'rtc-call': Component<RtcCall, RtcCallProperties>;
    'rtc-video': Component<RtcVideo, RtcVideoProperties>;
  }
}
