/** Shown while a screen or its texts are fetched. Appears only after a moment, so that fast lines never see it. */
import { Spinner } from "@/ui/Spinner";
import styles from "./Waiting.module.css";

export function Waiting() {
  return (
    <div className={styles.waiting}>
      <Spinner />
    </div>
  );
}
