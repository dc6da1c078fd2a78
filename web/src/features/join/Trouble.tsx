/** Why an input gives nothing, in one sentence, with the button that mends it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type InputKind, useDevices } from "@/call/devices";
import { Button } from "@/ui/Button";
import { PermissionHelp } from "./PermissionHelp";
import styles from "./Trouble.module.css";

/** null when nothing is known to be wrong, or the input is not wished on. */
export function useTrouble(kind: InputKind, retry: () => void) {
  const problem = useDevices((state) => state.problems[kind]);
  const wished = useDevices((state) => (kind === "microphone" ? state.microphoneOn : state.cameraOn));
  return wished && problem !== null ? <Trouble kind={kind} retry={retry} /> : null;
}

function Trouble({ kind, retry }: { kind: InputKind; retry(): void }) {
  const { t } = useTranslation("join");
  const problem = useDevices((state) => state.problems[kind]);
  const [helping, setHelping] = useState(false);
  if (problem === null) return null;
  return (
    <div className={styles.trouble}>
      <span>{t(`${kind}.${problem}`)}</span>
      {problem === "denied" ? (
        <Button kind="quiet" className={styles.mend} aria-haspopup="dialog" onClick={() => setHelping(true)}>
          {t("help.open")}
        </Button>
      ) : (
        <Button kind="quiet" className={styles.mend} onClick={retry}>
          {t("again")}
        </Button>
      )}
      {helping && (
        <PermissionHelp
          onRetry={() => {
            setHelping(false);
            retry();
          }}
          onClose={() => setHelping(false)}
        />
      )}
    </div>
  );
}
