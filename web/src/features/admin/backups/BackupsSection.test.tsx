import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import AdminScreen from "../AdminScreen";
import { OWNER, server } from "../testing";
// Fetched before the first test asks for it.
import "./BackupsSection";

const KEPT = { name: "rapat-1.backup", size: 4_200_000, made_at: new Date().toISOString(), kept: true };
const LIST = "GET /api/admin/backup";
const MAKE = "POST /api/admin/backup";
const PASSPHRASE = "eleven plus one";

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
});

async function type(passphrase: string): Promise<HTMLElement> {
  fireEvent.click(await screen.findByRole("button", { name: "Back up now" }));
  const field = await screen.findByLabelText("Passphrase");
  fireEvent.change(field, { target: { value: passphrase } });
  return field;
}

describe("the backups", () => {
  it("are downloaded by the browser itself", async () => {
    server({ [LIST]: { backups: [KEPT] } });
    render(<AdminScreen section="backups" />);
    const link = await screen.findByRole("link", { name: /^Download the backup of Today/ });
    expect(link.getAttribute("href")).toBe("/api/admin/backup/rapat-1.backup");
    expect(link.closest("li")?.textContent).toContain("4.2 MB · kept on this server");
  });

  it("are made with a passphrase that is long enough, and offered at once", async () => {
    const asked = server({ [LIST]: { backups: [] }, [MAKE]: [201, { ...KEPT, kept: false }] });
    render(<AdminScreen section="backups" />);
    const field = await type("too short");
    const make = screen.getAllByRole<HTMLButtonElement>("button", { name: "Back up now" }).at(-1);
    expect(make?.disabled).toBe(true);
    fireEvent.change(field, { target: { value: PASSPHRASE } });
    fireEvent.submit(field);
    const link = await screen.findByRole("link", { name: "Download" });
    expect(link.getAttribute("href")).toBe("/api/admin/backup/rapat-1.backup");
    expect(asked.filter((call) => call === LIST)).toHaveLength(2);
  });

  it.each([
    [409, "Another backup is being made"],
    [507, "The backup could not be written"],
    [503, "The server does not answer"],
  ])("say what to do when %i comes back, and keep the passphrase", async (status, words) => {
    server({ [LIST]: { backups: [] }, [MAKE]: [status, {}] });
    render(<AdminScreen section="backups" />);
    const field = await type(PASSPHRASE);
    fireEvent.submit(field);
    expect((await screen.findByRole("alert")).textContent).toContain(words);
    expect((field as HTMLInputElement).value).toBe(PASSPHRASE);
  });

  it("are deleted only after a question that names the file", async () => {
    const asked = server({ [LIST]: { backups: [KEPT] }, "DELETE /api/admin/backup/rapat-1.backup": [204, null] });
    render(<AdminScreen section="backups" />);
    fireEvent.click(await screen.findByRole("button", { name: /^Delete the backup of Today/ }));
    expect(await screen.findByText("rapat-1.backup")).toBeDefined();
    expect(asked.filter((call) => call.startsWith("DELETE"))).toEqual([]);
    fireEvent.click(screen.getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(asked).toContain("DELETE /api/admin/backup/rapat-1.backup"));
  });
});
