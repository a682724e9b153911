/** The field's looks. A page changes them by the custom properties below, or by CSS parts. */
export const css = /* css */ `
:host {
  --_text: var(--coupon-text, light-dark(#1f1d1a, #f3efe8));
  --_muted: var(--coupon-muted, light-dark(#6a645b, #a9a196));
  --_surface: var(--coupon-surface, light-dark(#ffffff, #221f1b));
  --_border: var(--coupon-border, light-dark(#8a8378, #7d766b));
  --_accent: var(--coupon-accent, light-dark(#1f5f8b, #7cc0ee));
  --_good: var(--coupon-good, light-dark(#1b6e3c, #79d69a));
  --_warning: var(--coupon-warning, light-dark(#8a5200, #f0b95f));
  --_bad: var(--coupon-bad, light-dark(#b3261e, #ff9a8f));
  --_radius: var(--coupon-radius, 0.625rem);
  --_code-font: var(--coupon-code-font, ui-monospace, "SF Mono", Menlo, Consolas, monospace);
  --_tone: var(--_border);
  display: block;
  font: inherit;
  line-height: 1.45;
  color: var(--_text);
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }

.field[data-tone="good"] { --_tone: var(--_good); }
.field[data-tone="warning"] { --_tone: var(--_warning); }
.field[data-tone="bad"] { --_tone: var(--_bad); }

label { display: block; margin-block-end: 0.375rem; font-weight: 600; }

.control {
  position: relative;
  display: flex;
  align-items: center;
  min-block-size: 3rem;
  background: var(--_surface);
  border: 1px solid var(--_tone);
  border-radius: var(--_radius);
  overflow: clip;
  transition: border-color 150ms, box-shadow 150ms;
}
.control:focus-within {
  border-color: var(--_accent);
  box-shadow: 0 0 0 3px color-mix(in srgb, var(--_accent) 30%, transparent);
}
.field:is([data-tone="bad"], [data-tone="warning"], [data-tone="good"]) .control:focus-within {
  border-color: var(--_tone);
  box-shadow: 0 0 0 3px color-mix(in srgb, var(--_tone) 25%, transparent);
}

/* A code reads from left to right in every language. Input and mirror must measure alike. */
.entry { position: relative; flex: 1; min-inline-size: 0; align-self: stretch; direction: ltr; }
.entry input, .mirror {
  inline-size: 100%;
  block-size: 100%;
  margin: 0;
  border: 0;
  padding: 0 0.25rem 0 0.875rem;
  font: 500 1rem/1.5 var(--_code-font);
  font-variant-ligatures: none;
  text-transform: uppercase;
  letter-spacing: 0.01em;
}
.entry input {
  position: relative;
  appearance: none;
  background: none;
  color: inherit;
  border-radius: 0;
  outline: none;
}
.entry input::placeholder { color: var(--_muted); opacity: 1; font-family: inherit; }
.entry input:placeholder-shown {
  font-family: var(--coupon-font, inherit);
  letter-spacing: normal;
  text-transform: none;
}
/* The mirror lies under the input: the shopper reads the real text, on marked ground. */
.mirror {
  position: absolute;
  inset: 0;
  display: flex;
  align-items: center;
  overflow: hidden;
  white-space: pre;
  color: transparent;
  pointer-events: none;
  user-select: none;
}
.mirror mark {
  color: inherit;
  background: color-mix(in srgb, var(--_bad) 26%, transparent);
  box-shadow: 0 0.16em 0 var(--_bad);
  border-radius: 0.2em 0.2em 0 0;
}
.mirror .rest { color: color-mix(in srgb, var(--_muted) 55%, transparent); }

.icon { display: none; flex: none; inline-size: 1.1rem; block-size: 1.45em; }
.icon path { fill: none; stroke: currentColor; stroke-width: 2.2; }
.icon path { stroke-linecap: round; stroke-linejoin: round; }
.field[data-tone="good"] .icon.tick, .field[data-tone="busy"] .icon.wait { display: block; }
.icon.wait { color: var(--_accent); animation: turn 900ms linear infinite; }
@keyframes turn { to { rotate: 1turn; } }

button { font: inherit; color: inherit; cursor: pointer; touch-action: manipulation; }
.clear {
  flex: none;
  display: grid;
  place-items: center;
  inline-size: 2.5rem;
  align-self: stretch;
  padding: 0;
  border: 0;
  background: none;
  color: var(--_muted);
}
.clear[hidden] { display: none; }
.clear:hover { color: var(--_text); }
.clear svg { inline-size: 1rem; block-size: 1rem; }
.clear path { stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
button:focus-visible {
  outline: 2px solid var(--_accent);
  outline-offset: -2px;
  border-radius: 0.4rem;
}

.progress {
  position: absolute;
  inset: auto 0 0;
  block-size: 2px;
  background: var(--_accent);
  transform: scaleX(var(--_progress, 0));
  transform-origin: left;
  transition: transform 120ms ease-out, opacity 200ms;
}
.field:not([data-typing]) .progress { opacity: 0; }

.message {
  display: flex;
  gap: 0.4rem;
  margin-block-start: 0.375rem;
  min-block-size: 1.45em;
  font-size: 0.9375rem;
  color: var(--_muted);
  overflow-wrap: anywhere;
  hyphens: auto;
}
.field:is([data-tone="good"], [data-tone="warning"], [data-tone="bad"]) .message {
  color: var(--_tone);
}
.message p { margin: 0; min-inline-size: 0; }
.message .code {
  font-family: var(--_code-font);
  font-size: 0.95em;
  direction: ltr;
  unicode-bidi: isolate;
}
.suggestion, .retry {
  display: inline-block;
  margin-block: 0.125rem;
  padding: 0.3rem 0.6rem;
  border: 1px solid currentColor;
  border-radius: 0.5rem;
  background: color-mix(in srgb, currentColor 8%, transparent);
  color: inherit;
  font-weight: 600;
}
.suggestion { white-space: nowrap; max-inline-size: 100%; overflow-x: auto; }
.retry { padding-block: 0.15rem; }
.suggestion:hover, .retry:hover { background: color-mix(in srgb, currentColor 16%, transparent); }
.suggestion b { padding-inline: 0.05em; border-block-end: 2px solid; font-weight: 800; }

.announcer {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

/* Where even a whole code is wide. Smaller type would make iOS zoom into the page. */
.field { container-type: inline-size; }
@container (max-width: 17rem) {
  .entry input, .mirror { padding-inline: 0.6rem 0; letter-spacing: -0.06em; }
  .clear { inline-size: 2rem; }
}

:host(:disabled) .control { opacity: 0.6; }
@media (pointer: coarse) { .suggestion, .retry { min-block-size: 2.75rem; } }
@media (prefers-reduced-motion: reduce) {
  .icon.wait { animation-duration: 4s; }
  .control, .progress { transition: none; }
}
@media (forced-colors: active) {
  .control:focus-within { outline: 2px solid Highlight; }
  .mirror { forced-color-adjust: none; }
  .mirror mark { background: Mark; box-shadow: 0 0.16em 0 CanvasText; }
}
`;
