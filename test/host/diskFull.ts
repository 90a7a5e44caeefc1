import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Refuses every write to a file, as the kernel does on a full disk, while the file that DISK_FULL_WHILE names exists. */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_full(int fd) {
  const char *flag = getenv("DISK_FULL_WHILE");
  struct stat file;
  return flag && access(flag, F_OK) == 0 && fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
}

#define REFUSING(name, arguments, values) \\
  ssize_t name arguments { \\
    static ssize_t (*real) arguments; \\
    if (!real) real = (ssize_t (*) arguments)dlsym(RTLD_NEXT, #name); \\
    if (is_full(fd)) { errno = ENOSPC; return -1; } \\
    return real values; \\
  }

REFUSING(write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
REFUSING(writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
REFUSING(pwrite, (int fd, const void *bytes, size_t count, off_t offset), (fd, bytes, count, offset))
REFUSING(pwrite64, (int fd, const void *bytes, size_t count, off64_t offset), (fd, bytes, count, offset))
REFUSING(pwritev, (int fd, const struct iovec *parts, int count, off_t offset), (fd, parts, count, offset))
REFUSING(pwritev64, (int fd, const struct iovec *parts, int count, off64_t offset), (fd, parts, count, offset))
`;

/** A disk that a test can fill, for the processes that are started with `environment`. Linux only. */
export interface FullableDisk {
  readonly environment: Readonly<Record<string, string>>;
  fill(): void;
  /** Makes room again; does nothing on a disk that is not full. */
  empty(): void;
  remove(): void;
}

/** Compiles the library between the processes and their disk. */
export function createFullableDisk(): FullableDisk {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-disk-"));
  const [library, flag] = [join(folder, "full.so"), join(folder, "full")];
  execFileSync("cc", ["-shared", "-fPIC", "-O1", "-xc", "-", "-o", library, "-ldl"], { input: source });
  return {
    environment: { LD_PRELOAD: library, DISK_FULL_WHILE: flag },
    fill: () => writeFileSync(flag, ""),
    empty: () => {
      if (existsSync(flag)) rmSync(flag);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
