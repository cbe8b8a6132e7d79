import { formatCount } from "@/components/ui/format";

/** Beside a value that is exactly as long as its system keeps one. */
export const CutNote = ({ value }: { value: string }) => (
  <span className="block font-sans text-label whitespace-normal text-wait">
    cut: its system keeps {formatCount([...value].length)} characters and says nothing of the rest
  </span>
);
