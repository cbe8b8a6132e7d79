"use client";
import { ChevronDown, ChevronUp, Pin, X } from "lucide-react";
import { Button } from "./button";
import { type ChoiceGroup, ChoiceList } from "./choice-list";
import {
  type ColumnAddress,
  type ColumnLayout,
  type ColumnPlan,
  moveColumn,
  neighbourOf,
  pinColumn,
  showColumns,
} from "./column-layout";
import { cx } from "./cx";
import { IconButton } from "./icon-button";
import { MiddleEllipsis } from "./middle-ellipsis";

export type ColumnPickerProps = {
  /** Everything that can be shown, the fixed columns too. */
  groups: readonly ChoiceGroup[];
  plan: ColumnPlan;
  layout: ColumnLayout;
  onChoose: (address: ColumnAddress) => void;
  onReset: () => void;
};

/**
 * Chooses, orders and pins the columns of a table: a searchable list of all that can be shown, beside the shown ones from
 * first to last. Put it into a popover.
 */
export function ColumnPicker(props: ColumnPickerProps) {
  const { groups, plan, layout, onChoose } = props;
  const choosable = groups.map((group) => ({
    ...group,
    items: group.items.filter((item) => !plan.fixed.includes(item.value)),
  }));
  return (
    <div className="grid sm:grid-cols-[224px_288px] sm:divide-x sm:divide-line">
      <div className="sm:pr-1">
        <ChoiceList
          label="columns"
          several
          groups={choosable}
          chosen={layout.shown}
          onChange={(ids) => onChoose(showColumns(ids, layout, plan))}
        />
      </div>
      <ShownColumns {...props} />
    </div>
  );
}

function ShownColumns({ groups, plan, layout, onChoose, onReset }: ColumnPickerProps) {
  const labels = new Map(groups.flatMap((group) => group.items).map((item) => [item.value, item.label]));
  return (
    <div className="flex min-h-0 flex-col sm:pl-1">
      <div className="flex h-8 items-center justify-between pl-2 text-small text-ink-3">
        Shown, from first to last
        <Button
          size="s"
          variant="ghost"
          disabledReason={!layout.chosen && "These are the usual columns."}
          onClick={onReset}
        >
          Reset
        </Button>
      </div>
      <ul aria-label="Shown columns" className="max-h-80 overflow-y-auto">
        {layout.shown.map((id) => (
          <ShownColumn key={id} {...{ id, plan, layout, onChoose }} label={labels.get(id) ?? id} />
        ))}
      </ul>
    </div>
  );
}

type ShownProps = Pick<ColumnPickerProps, "plan" | "layout" | "onChoose"> & { id: string; label: string };

function ShownColumn({ id, label, plan, layout, onChoose }: ShownProps) {
  const pinned = layout.pinned.includes(id);
  const move = (step: -1 | 1) => ({
    size: "s" as const,
    disabledReason: neighbourOf(id, step, layout) === undefined && `${label} cannot go further.`,
    onClick: () => onChoose(moveColumn(id, step, layout, plan)),
  });
  return (
    <li className="flex h-7 items-center gap-0.5 pl-2 max-md:h-10">
      <span className="flex min-w-0 flex-1">
        <MiddleEllipsis text={label} />
      </span>
      <IconButton {...move(-1)} label={`Move ${label} earlier`}>
        <ChevronUp size={14} />
      </IconButton>
      <IconButton {...move(1)} label={`Move ${label} later`}>
        <ChevronDown size={14} />
      </IconButton>
      <IconButton
        size="s"
        label={`Pin ${label}`}
        aria-pressed={pinned}
        className={cx(pinned && "bg-accent-soft text-accent")}
        onClick={() => onChoose(pinColumn(id, !pinned, layout, plan))}
      >
        <Pin size={14} />
      </IconButton>
      <IconButton
        size="s"
        label={`Hide ${label}`}
        disabledReason={plan.fixed.includes(id) && `${label} is always shown.`}
        onClick={() =>
          onChoose(
            showColumns(
              layout.shown.filter((each) => each !== id),
              layout,
              plan,
            ),
          )
        }
      >
        <X size={14} />
      </IconButton>
    </li>
  );
}
