"use client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { StateIcon } from "@/components/ui/state-icon";
import type { Connection, TestResult } from "@/server/connections/schema";
import { TestOutcome } from "./test-outcome";

/** What the system says when it is asked what it lets us read. */
export function TestDialog(props: {
  connection: Connection;
  asking: boolean;
  result: TestResult | undefined;
  error: unknown;
  again: () => void;
  onClose: () => void;
}) {
  const { connection, asking, result, error, again, onClose } = props;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Test ${connection.name}`}
      sub={connection.url}
      footer={
        <>
          <Button busy={asking} onClick={again}>
            Test again
          </Button>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      {asking && <StateIcon shape="run" word="Asking …" />}
      {!asking && result && <TestOutcome result={result} />}
      {!asking && Boolean(error) && <ErrorState inline {...errorText(error)} />}
    </Dialog>
  );
}
