import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { message } from "@/call/chatfixtures";
import { SearchPanel } from "./SearchPanel";

it("names the files of what was found, and goes there", async () => {
  const file = { id: "f", name: "Budget 2027.pdf", type: "application/pdf", size: 1, width: 0, height: 0 };
  const card = { ...file, preview: false, expires_at: "2027-02-23T10:00:00Z", gone: false };
  const hit = { meeting: "m", title: "", number: 1, message: message(1, "a", { text: "", files: [card] }) };
  const chosen: string[] = [];
  const search = async (words: string) => ("budget".startsWith(words) ? [hit] : []);
  render(<SearchPanel search={search} onChoose={({ message: { id } }) => chosen.push(id)} />);
  fireEvent.change(screen.getByTestId("chat-search"), { target: { value: "budg" } });
  const found = await screen.findByTestId("chat-hit");
  expect(found.textContent).toContain("Budget 2027.pdf");
  fireEvent.click(found);
  expect(chosen).toEqual(["m1"]);
});
