import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { forgetMe, setMe } from "@/features/account/me";
import AdminScreen from "../AdminScreen";
import { OWNER, server } from "../testing";
// Fetched before the first test asks for it.
import "./ActivitySection";

const ENTRY = {
  id: "a1",
  at: "2026-11-23T09:00:00Z",
  act: "account_changed",
  actor: "p1",
  actor_name: "Ana",
  about: "p2",
  about_name: "Budi",
  address: "192.0.2.7",
};
const PAGE = "GET /api/admin/activity";
const query = (asked: readonly string[]) => new URLSearchParams(asked.at(-1)?.split("?")[1]);
const line = (words: string) => screen.findByText(words, { exact: false, selector: "span" });

beforeEach(() => {
  forgetMe();
  setMe(OWNER);
});

describe("the activity log", () => {
  it("tells in sentences who did what to whom", async () => {
    const entries = [
      ENTRY,
      { ...ENTRY, id: "a2", about: "p1", about_name: "Ana" },
      { ...ENTRY, id: "a3", act: "account_erased", actor_name: "", about_name: "" },
      { ...ENTRY, id: "a4", act: "meeting_ended", about: "aaaa-bbbb", about_name: "" },
      { ...ENTRY, id: "a5", act: "moon_landed" },
    ];
    server({ [PAGE]: { entries, next: "" } });
    render(<AdminScreen section="activity" />);
    await line("changed the account of Budi");
    const told = screen.getAllByRole("listitem").map(({ textContent }) => textContent);
    expect(told[0]).toContain("Ana changed the account of Budi");
    expect(told[0]).toContain("192.0.2.7");
    expect(told[1]).toContain("Ana changed their own account");
    expect(told[2]).toContain("Deleted account erased an account: Deleted account");
    expect(told[3]).toContain("ended the meeting aaaa-bbbb");
    expect(told[4]).toContain("moon_landed");
  });

  it("comes in pages", async () => {
    server({ [PAGE]: { entries: [ENTRY], next: "a1" } });
    render(<AdminScreen section="activity" />);
    const more = await screen.findByRole("button", { name: "Show earlier" });
    const asked = server({ [PAGE]: { entries: [{ ...ENTRY, id: "a0" }], next: "" } });
    fireEvent.click(more);
    await waitFor(() => expect(query(asked).get("before")).toBe("a1"));
    await waitFor(() => expect(screen.getAllByRole("listitem")).toHaveLength(2));
  });

  it("is narrowed by kind, by day and by person; the table is narrowed alike", async () => {
    const asked = server({ [PAGE]: { entries: [ENTRY], next: "" } });
    render(<AdminScreen section="activity" />);
    fireEvent.click(await screen.findByRole("button", { name: "Kind: Everything" }));
    fireEvent.click(screen.getByRole("menuitemradio", { name: "Keys of programs" }));
    await waitFor(() => expect(query(asked).getAll("act")).toEqual(["key_made", "key_revoked"]));
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-11-23" } });
    await waitFor(() => expect(query(asked).get("since")).toBe(new Date(2026, 10, 23).toISOString()));
    fireEvent.click(await screen.findByRole("button", { name: "Ana" }));
    await waitFor(() => expect(query(asked).get("actor")).toBe("p1"));
    const table = screen.getByRole("link", { name: "Download as a table" }).getAttribute("href");
    expect(new URLSearchParams(table?.split("?")[1]).get("actor")).toBe("p1");
    fireEvent.click(screen.getByRole("button", { name: "Only by Ana" }));
    await waitFor(() => expect(query(asked).get("actor")).toBeNull());
  });

  it("says when nothing was found, and leads back to everything", async () => {
    const asked = server({ [PAGE]: { entries: [], next: "" } });
    render(<AdminScreen section="activity" />);
    expect(await screen.findByText("Nothing has happened yet.")).toBeDefined();
    fireEvent.change(screen.getByLabelText("To"), { target: { value: "2026-11-01" } });
    fireEvent.click(await screen.findByRole("button", { name: "Show everything" }));
    await waitFor(() => expect(query(asked).get("until")).toBeNull());
  });

  it("says why it did not come, and asks again when told to", async () => {
    server({ [PAGE]: [503, { code: "storage_away" }] });
    render(<AdminScreen section="activity" />);
    const again = await screen.findByRole("button", { name: "Try again" });
    server({ [PAGE]: { entries: [ENTRY], next: "" } });
    fireEvent.click(again);
    expect(await line("changed the account of Budi")).toBeDefined();
  });
});
