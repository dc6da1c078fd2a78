/** What each line of a table does. Thousands of lines are cut: what goes wrong stands first. */
import { useTranslation } from "react-i18next";
import type { Outcome, TableLine } from "@/api/directory";
import styles from "./Dialogs.module.css";
import { countOutcomes, worstFirst } from "./table";

/** Lines drawn; nobody reads more, and the counts above tell the rest. */
const DRAWN = 200;
const OUTCOMES: readonly Outcome[] = ["create", "update", "same", "error"];

export function ImportLines({ lines }: { lines: readonly TableLine[] }) {
  const { t } = useTranslation("account");
  const counts = countOutcomes(lines);
  const shown = worstFirst(lines).slice(0, DRAWN);
  return (
    <>
      <div className={styles.counts} role="status">
        {OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => (
          <span key={outcome} className={outcome === "error" ? styles.wrong : undefined}>
            {t(`import.count.${outcome}`, { count: counts[outcome] })}
          </span>
        ))}
        {lines.length === 0 && <span>{t("import.empty")}</span>}
      </div>
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard.
        <section className={styles.lines} tabIndex={0} aria-label={t("import.lines")}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t("import.line")}</th>
                <th scope="col">{t("email")}</th>
                <th scope="col">{t("import.what")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((line) => (
                <tr key={line.line}>
                  <td className={styles.number}>{line.line}</td>
                  <td>{line.email || line.name}</td>
                  <td className={line.outcome === "error" ? styles.wrong : undefined}>
                    <What line={line} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

const PROBLEMS = ["email", "name", "role", "language", "time_zone", "twice", "refused"] as const;
const FIELDS = ["name", "role", "language", "time_zone"] as const;

function What({ line }: { line: TableLine }) {
  const { t } = useTranslation("account");
  if (line.outcome === "error") {
    const known = PROBLEMS.find((problem) => problem === line.problem);
    return <>{known ? t(`import.problem.${known}`) : t("import.problem.other")}</>;
  }
  if (line.outcome === "update") {
    const fields = FIELDS.filter((field) => line.changes.includes(field)).map((field) => t(`import.field.${field}`));
    return <>{t("import.changes", { what: fields.join(", ") })}</>;
  }
  return <>{t(`import.outcome.${line.outcome}`)}</>;
}
