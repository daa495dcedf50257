import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    position: relative;
    overflow: hidden;
    background: var(--rtc-stage, #14191a);
    color: #fff;
    font: 400 1rem/1.4 var(--rtc-font, system-ui, sans-serif);
    container-type: size;
  }
  :host([hidden]) {
    display: none;
  }
  video,
  canvas,
  .placeholder {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  video,
  canvas {
    display: block;
    object-fit: var(--rtc-object-fit, cover);
  }
  :host(:state(letterboxed)) :is(video, canvas) {
    object-fit: var(--rtc-object-fit, contain);
  }
  :host(:state(mirror)) :is(video, canvas) {
    transform: scaleX(-1);
  }
  canvas {
    visibility: hidden;
  }
  :host(:state(held)) canvas {
    visibility: visible;
  }
  .placeholder {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 0.5rem;
    padding: 0.5rem;
    box-sizing: border-box;
    background: inherit;
    text-align: center;
  }
  /* A picture that comes at once does not flicker. */
  .late {
    animation: appear 0.15s 0.3s backwards;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .initials {
    display: grid;
    place-items: center;
    inline-size: clamp(2.5rem, 28cqmin, 8rem);
    aspect-ratio: 1;
    border-radius: 50%;
    background: #35403e;
    color: #dfe5e3;
    font-size: clamp(1rem, 11cqmin, 3rem);
    font-weight: 500;
    letter-spacing: 0.02em;
  }
  .initials .icon {
    inline-size: 44%;
    block-size: 44%;
  }
  .icon {
    inline-size: 1.25rem;
    block-size: 1.25rem;
  }
  .directed:dir(rtl) {
    scale: -1 1;
  }
`;
