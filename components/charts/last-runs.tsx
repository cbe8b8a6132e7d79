import { type MarkShape, markColour } from "./shape-colour";

export type Outcome = { shape: MarkShape; title: string; href?: string };

/**
 * The last outcomes of the same thing, oldest first: trouble is tall and red, the rest short and faint. `label`
 * says it in words ("2 of the last 20 failed").
 */
export function LastRuns({ outcomes, label }: { outcomes: readonly Outcome[]; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      width={outcomes.length * 6}
      height={16}
      className="relative z-1 inline-block flex-none align-middle"
    >
      <title>{label}</title>
      {outcomes.map((outcome, index) => {
        const { fill } = markColour(outcome.shape);
        const height = outcome.shape === "bad" ? 16 : 9;
        const bar = (
          <rect
            x={index * 6}
            y={16 - height}
            width="4"
            height={height}
            rx="1"
            fill={fill}
            opacity={outcome.shape === "ok" ? 0.75 : 1}
          >
            <title>{outcome.title}</title>
          </rect>
        );
        // Outcomes stand in their order and have no other identity.
        const key = `${index}`;
        return outcome.href ? (
          <a key={key} href={outcome.href} tabIndex={-1}>
            <rect x={index * 6 - 1} y="0" width="6" height="16" fill="transparent" />
            {bar}
          </a>
        ) : (
          <g key={key}>{bar}</g>
        );
      })}
    </svg>
  );
}
