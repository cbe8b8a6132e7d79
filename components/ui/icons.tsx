/** The stroke icons of the product on a 16-pixel grid: one weight, so that they read as one hand. */
const paths = {
  overview: "M2 9.5 8 3l6 6.5M4 8v5.5h8V8",
  runs: "M2.2 4a1.8 1.8 0 1 0 3.6 0 1.8 1.8 0 1 0-3.6 0M10.2 12a1.8 1.8 0 1 0 3.6 0 1.8 1.8 0 1 0-3.6 0M4 6v3a3 3 0 0 0 3 3h3",
  models: "m8 1.8 5.5 3.1v6.2L8 14.2l-5.5-3.1V4.9zM2.5 4.9 8 8l5.5-3.1M8 8v6.2",
  promotions: "M8 13.5v-10M3.8 7.2 8 3l4.2 4.2",
  feedback: "M2.5 3.5h11v7.5H7l-3 2.5V11H2.5z",
  settings:
    "M5.8 8a2.2 2.2 0 1 0 4.4 0 2.2 2.2 0 1 0-4.4 0M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4",
  search: "M2.5 7a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0M10.5 10.5 14 14",
  close: "m4 4 8 8m0-8-8 8",
  "chevron-down": "m4.5 6.5 3.5 3.5 3.5-3.5",
  "chevron-left": "M10 3 5 8l5 5",
  "chevron-right": "m6 3 5 5-5 5",
  menu: "M2 4h12M2 8h12M2 12h12",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  check: "m3 8.5 3.2 3.2L13 4.8",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  external: "M5 11 11.5 4.5M6 4.5h5.5V10",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  filter: "M2 4h12M4.5 8h7M6.5 12h3",
  refresh: "M13 3v3.5H9.5M13 6.5A5.3 5.3 0 1 0 13.3 9",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.2v9.6L12.5 8z",
  undo: "M5.5 3 2.5 6l3 3M2.5 6h6.7a4 4 0 0 1 0 7H6",
  user: "M5.2 5.3a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 1 0-5.6 0M2.8 13.6c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4",
  key: "M2.5 10.5a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 1 0-5.6 0M7.3 8.5 13 2.8M10.5 5.3l2 2",
  link: "M6.7 9.3 9.3 6.7M7 4.5l1.3-1.3a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.3 1.3a3.2 3.2 0 0 1-4.5-4.5L4.5 7",
  warning: "M8 2 1.8 13.2h12.4zM8 6.5v3M8 11.5h.01",
  table: "M2.5 3.5h11v9h-11zM2.5 6.8h11M6.5 6.8v5.7",
  theme: "M8 2.2a5.8 5.8 0 1 0 0 11.6zM8 2.2a5.8 5.8 0 0 1 0 11.6",
  "sign-out": "M6.5 2.5h-4v11h4M6.5 8h7M10.8 5.2 13.5 8l-2.7 2.8",
} as const;

export type IconName = keyof typeof paths;

/** A decorative icon of `size` pixels in the colour of the text around it. Words or a label must say the same. */
export function Icon({ name, size = 16, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className ?? "flex-none"}
    >
      <path d={paths[name]} />
    </svg>
  );
}
