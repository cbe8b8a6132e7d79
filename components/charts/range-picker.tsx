import { Select } from "../ui/select";

const names: Record<string, string> = {
  "1h": "1 hour",
  "6h": "6 hours",
  "1d": "1 day",
  "4d": "4 days",
  "7d": "7 days",
  "14d": "14 days",
  "30d": "30 days",
  "60d": "60 days",
  "90d": "90 days",
  "180d": "180 days",
  "365d": "1 year",
  all: "all time",
};

/** How far back a chart looks: the browser's own list, small enough for a panel's head. */
export function RangePicker<Range extends string>(props: {
  value: Range;
  options: readonly Range[];
  onChange: (range: Range) => void;
  label?: string;
}) {
  const { value, options, onChange, label = "Range" } = props;
  return (
    <Select
      controlSize="s"
      className="max-w-28"
      aria-label={label}
      value={value}
      options={options.map((option) => ({ value: option, label: names[option] ?? option }))}
      onChange={(event) => {
        const chosen = options.find((option) => option === event.target.value);
        if (chosen) onChange(chosen);
      }}
    />
  );
}
