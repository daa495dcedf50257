import { css } from 'lit';

export const lobbyStyles = css`
  .lobby {
    block-size: 100%;
    overflow: auto;
    display: flex;
    flex-direction: column;
    justify-content: safe center;
    align-items: center;
    gap: 1.25rem;
    padding: 1.25rem;
  }
  .lobby > * {
    flex: none;
    inline-size: 100%;
    max-inline-size: 26rem;
  }
  .lobby > slot {
    display: contents;
  }
  .preview {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 4 / 3;
    max-block-size: 60cqb;
    overflow: hidden;
    border-radius: var(--_radius-l);
    background: var(--_stage);
    box-shadow: 0 0 0 1px var(--_line);
  }
  .preview rtc-video {
    position: absolute;
    inset: 0;
  }
  .preview rtc-video::part(placeholder) {
    padding-block-end: 4.5rem;
  }
  .preview-buttons {
    position: absolute;
    inset-block-end: 0.75rem;
    display: flex;
    gap: var(--_gap);
  }
  .over {
    position: relative;
    background: var(--_control-off);
    color: var(--_control-off-text);
    translate: 0 -0.75rem;
    max-inline-size: calc(100% - 1.5rem);
    padding: 0 var(--_space-3);
    font-size: var(--_small);
    line-height: 1.25;
    white-space: normal;
  }
  .over:hover {
    background: var(--_control-off-hover);
  }
  @container rtc-call (width < 20rem) {
    .over {
      translate: 0 -1.5rem;
    }
    .over .icon {
      display: none;
    }
  }
  .lobby-form {
    display: grid;
    gap: 1rem;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-block-size: 2.75rem;
    font-weight: 500;
  }
  @container rtc-call (height < 36rem) {
    .lobby > .notices {
      order: -1;
    }
    .preview {
      max-block-size: 40cqb;
    }
  }
  @container rtc-call (width >= 44rem) or ((width >= 34rem) and (height < 30rem)) {
    .lobby {
      display: grid;
      grid-template-columns: minmax(0, 34rem) minmax(15rem, 20rem);
      align-content: safe center;
      justify-content: center;
      align-items: center;
      gap: 1.25rem 2.5rem;
      padding: 2rem;
    }
    .lobby > * {
      max-inline-size: none;
    }
    .preview {
      aspect-ratio: 16 / 10;
      max-block-size: 74cqb;
    }
    .lobby > .notices {
      grid-column: 1 / -1;
    }
  }
  @container rtc-call (width >= 34rem) and (height < 30rem) {
    .lobby {
      padding: 0.75rem;
      gap: 0.75rem 1.25rem;
    }
  }
`;
