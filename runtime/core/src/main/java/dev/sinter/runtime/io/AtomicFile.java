package dev.sinter.runtime.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces a file whole or not at all: the content goes to a new file beside it, reaches the disk, and then takes its name.
 *
 * <p>Whoever reads at any moment, also after a kill or a power cut, finds the old content or the new one. A kill may leave
 * the unfinished file behind; its name begins with a dot and ends in {@code .tmp}.
 */
public final class AtomicFile {
    /** What a file shall hold. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes, by other means than a stream, a file that exists and is empty. */
    public interface Writer {
        void write(Path file) throws IOException;
    }

    private static final AtomicLong COUNTER = new AtomicLong(System.nanoTime());

    /** Files that are being written: an interrupt (Ctrl-C) removes them. */
    private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();
    private static volatile boolean isEnding;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread("sinter-unfinished-files") {
            @Override
            public void run() {
                isEnding = true;
                for (Path file : UNFINISHED) {
                    file.toFile().delete();
                }
            }
        });
    }

    private AtomicFile() {}

    /** Writes {@code content} to {@code file}; on any exception the old file is as it was. */
    public static void write(Path file, Content content) throws IOException {
        replace(file, new Writer() {
            @Override
            public void write(Path temporary) throws IOException {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    content.writeTo(Channels.newOutputStream(channel));
                    channel.force(true);
                }
            }
        });
    }

    /** As {@link #write(Path, Content)} for those who need a file to write to; they see to it that its content reaches the disk. */
    public static void replace(Path file, Writer writer) throws IOException {
        Path target = target(file);
        Path temporary = create(target);
        try {
            writer.write(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (Throwable failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        } finally {
            UNFINISHED.remove(temporary);
        }
        forceFolder(target);
    }

    /** Finds out, without touching {@code file}, whether {@link #write} could write it now; the exception says why not. */
    public static void requireWritable(Path file) throws IOException {
        Path probe = create(target(file));
        try {
            Files.deleteIfExists(probe);
        } finally {
            UNFINISHED.remove(probe);
        }
    }

    /**
     * The one name of what {@link #write} would replace: paths with the same one stand for the same file, however they are spelt and
     * whichever links they go through.
     */
    public static Path place(Path file) {
        try {
            // A link that leads nowhere is replaced itself.
            if (Files.exists(file)) {
                return file.toRealPath();
            }
            Path absolute = file.toAbsolutePath();
            Path folder = absolute.getParent();
            return folder == null ? absolute : folder.toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    /** The file that a symbolic link stands for: the link stays a link. */
    private static Path target(Path file) throws IOException {
        Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new IOException("cannot write " + file + ": it is a folder");
        }
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("cannot write " + file + ": there is no folder " + folder);
        }
        return target;
    }

    private static Path create(Path target) throws IOException {
        while (true) {
            Path temporary = target.resolveSibling(
                    "." + target.getFileName() + "." + Long.toString(COUNTER.getAndIncrement(), 36) + ".tmp");
            UNFINISHED.add(temporary);
            try {
                // Not Files.createTempFile, which makes files that only their owner may read.
                Files.createFile(temporary);
                if (isEnding) {
                    Files.deleteIfExists(temporary);
                    throw new IOException("cannot write " + target + ": the JVM is ending");
                }
                return temporary;
            } catch (FileAlreadyExistsException e) {
                UNFINISHED.remove(temporary);
            } catch (IOException e) {
                UNFINISHED.remove(temporary);
                throw new IOException(
                        "cannot write " + target + ": no file can be created in " + target.getParent() + because(e), e);
            }
        }
    }

    private static String because(IOException e) {
        String reason = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : null;
        return e instanceof AccessDeniedException ? " (permission denied)" : reason == null ? "" : " (" + reason + ")";
    }

    /** Makes the new name durable, where the system lets a folder be opened. */
    private static void forceFolder(Path target) {
        Path folder = target.getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows does not; the content itself is safe.
        }
    }
}
