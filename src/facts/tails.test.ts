import { expect, test } from "vitest";
import { runsTailFollow } from "./tails.ts";

test.each([
  [["tail", "-f", "/logs/app.log"]],
  [["tail", "-n+1", "-F", "/logs/app.log"]],
  [["/usr/bin/tail", "--follow=name", "x"]],
  [["tail", "--retry", "-fn0", "x"]],
  [["/bin/sh", "-c", "tail -n+1 -F /var/log/1.log"]],
  [["sh", "-c", "touch x && exec tail -f x"]],
  [["sh", "-c", "mkdir -p /logs\ntail -q\t-f /logs/*.log"]],
  [["sh", "-c", "(tail -f a &) ; wait"]],
  [["sh", "-c", "tail -f /dev/null /logs/app.log"]],
])("%j streams a file", (words) => {
  expect(runsTailFollow(words)).toBe(true);
});

test.each([
  [[]],
  [["tail", "-n", "5", "x"]],
  [["cocktail", "-f"]],
  [["sh", "-c", "tail x | grep -f patterns"]],
  [["sh", "-c", "tail x; rm -f x"]],
  [["sh", "-c", "tail x\nrm -f x"]],
  [["-f", "tail"]],
  [["tail", "file-f"]],
  [["tail", "-f", "/dev/null"]],
  [["sh", "-c", "tail -n 0 -f /dev/null; echo x"]],
])("%j does not", (words) => {
  expect(runsTailFollow(words)).toBe(false);
});

test("what is no text among the words is passed over", () => {
  expect(runsTailFollow([null, "tail", 7, "-f", "x"])).toBe(true);
});
