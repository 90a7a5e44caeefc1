import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Time that a write takes longer on a slow disk, in ms. */
export const slowWriteMs = 300;

/**
 * Refuses every write to a file, as the kernel does on a full disk, while the file that DISK_FULL_WHILE names exists; and lets each wait, as a slow disk does,
 * while the one exists that DISK_SLOW_WHILE names.
 */
const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_so(const char *name, int fd) {
  const char *flag = getenv(name);
  struct stat file;
  return flag && access(flag, F_OK) == 0 && fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
}

static void wait_for_disk(int fd) {
  if (is_so("DISK_SLOW_WHILE", fd)) usleep(${slowWriteMs} * 1000);
}

#define REFUSING(name, arguments, values) \\
  ssize_t name arguments { \\
    static ssize_t (*real) arguments; \\
    if (!real) real = (ssize_t (*) arguments)dlsym(RTLD_NEXT, #name); \\
    wait_for_disk(fd); \\
    if (is_so("DISK_FULL_WHILE", fd)) { errno = ENOSPC; return -1; } \\
    return real values; \\
  }

#define WAITING(name) \\
  int name(int fd) { \\
    static int (*real)(int); \\
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name); \\
    wait_for_disk(fd); \\
    return real(fd); \\
  }

REFUSING(write, (int fd, const void *bytes, size_t count), (fd, bytes, count))
REFUSING(writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
REFUSING(pwrite, (int fd, const void *bytes, size_t count, off_t offset), (fd, bytes, count, offset))
REFUSING(pwrite64, (int fd, const void *bytes, size_t count, off64_t offset), (fd, bytes, count, offset))
REFUSING(pwritev, (int fd, const struct iovec *parts, int count, off_t offset), (fd, parts, count, offset))
REFUSING(pwritev64, (int fd, const struct iovec *parts, int count, off64_t offset), (fd, parts, count, offset))
WAITING(fsync)
WAITING(fdatasync)
`;

/** A disk that a test can fill and slow down, for the processes that are started with `environment`. Linux only. */
export interface FullableDisk {
  readonly environment: Readonly<Record<string, string>>;
  fill(): void;
  /** Makes room again; does nothing on a disk that is not full. */
  empty(): void;
  /** Lets each write, and each wait for a write, take `slowWriteMs` more. */
  slow(): void;
  /** Makes it quick again; does nothing on a disk that is quick. */
  quicken(): void;
  remove(): void;
}

/** Compiles the library between the processes and their disk. */
export function createFullableDisk(): FullableDisk {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-disk-"));
  const [library, flag, slowFlag] = ["full.so", "full", "slow"].map((name) => join(folder, name));
  execFileSync("cc", ["-shared", "-fPIC", "-O1", "-xc", "-", "-o", library, "-ldl"], { input: source });
  return {
    environment: { LD_PRELOAD: library, DISK_FULL_WHILE: flag, DISK_SLOW_WHILE: slowFlag },
    fill: () => writeFileSync(flag, ""),
    empty: () => {
      if (existsSync(flag)) rmSync(flag);
    },
    slow: () => writeFileSync(slowFlag, ""),
    quicken: () => rmSync(slowFlag, { force: true }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
