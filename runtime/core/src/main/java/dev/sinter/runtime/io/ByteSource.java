package dev.sinter.runtime.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file, mapped or in an array, or a part of them: what readers of formats, also of other modules, read from. */
public abstract class ByteSource implements Closeable {
    /** The most that {@link #at} gives at once; also the longest stretch mapped at once. */
    public static final int WINDOW = 1 << 30;
    /** Up to this size a file is cheaper to copy than to map. */
    private static final long SMALL = 1 << 20;
    /** The longest piece of text that a reader of numbers takes in one go. */
    static final int SMALL_TEXT = 1 << 16;

    private final String name;
    private final long size;

    private ByteSource(String name, long size) {
        this.name = name;
        this.size = size;
    }

    /** Bytes in an array, which is shared; {@code name} stands for the file in messages. */
    public static ByteSource of(String name, byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        return new ByteSource(name, bytes.length) {
            @Override
            ByteBuffer bytes(long position, int length) {
                return all.slice((int) position, length);
            }

            @Override
            public void close() {}
        };
    }

    /** A file to be closed; a large one is mapped, not copied. */
    public static ByteSource open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot read " + file + ": it is a folder");
        }
        // A pipe or a device has no size to map.
        if (!Files.isRegularFile(file) || Files.size(file) <= SMALL) {
            try (InputStream in = Files.newInputStream(file)) {
                return of(file.toString(), in.readAllBytes());
            }
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new Mapped(file.toString(), channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The name for messages. */
    public String name() {
        return name;
    }

    public long size() {
        return size;
    }

    /** A little-endian view of bytes that must lie inside, at most {@link #WINDOW} of them. */
    public final ByteBuffer at(long position, int length) throws IOException {
        if (position < 0 || length < 0 || length > size - position) {
            throw malformed(Math.min(Math.max(position, 0), size),
                    length + " bytes are needed, but the end is at " + size);
        }
        return bytes(position, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** All bytes, in an array of its own or of nobody else's. */
    byte[] copy() throws IOException {
        if (size > Integer.MAX_VALUE - 8) {
            throw malformed(0, "it has 2 GiB or more, too much for an array");
        }
        byte[] bytes = new byte[(int) size];
        for (int position = 0; position < bytes.length; position += WINDOW) {
            int length = Math.min(WINDOW, bytes.length - position);
            at(position, length).get(bytes, position, length);
        }
        return bytes;
    }

    abstract ByteBuffer bytes(long position, int length) throws IOException;

    /** A part of this under another name; it is closed with this. */
    public ByteSource part(String partName, long start, long length) {
        ByteSource whole = this;
        return new ByteSource(partName, length) {
            @Override
            ByteBuffer bytes(long position, int count) throws IOException {
                return whole.at(start + position, count);
            }

            @Override
            public void close() {}
        };
    }

    /** What to throw where the bytes at {@code position} are not what the format says. */
    public FormatException malformed(long position, String reason) {
        return new FormatException(name, position, reason);
    }

    private static final class Mapped extends ByteSource {
        private final FileChannel channel;
        private ByteBuffer window = ByteBuffer.allocate(0);
        private long start;

        Mapped(String name, FileChannel channel, long size) {
            super(name, size);
            this.channel = channel;
        }

        @Override
        synchronized ByteBuffer bytes(long position, int length) throws IOException {
            if (position < start || position + length > start + window.capacity()) {
                window = channel.map(FileChannel.MapMode.READ_ONLY, position, Math.min(WINDOW, size() - position));
                start = position;
            }
            return window.slice((int) (position - start), length);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
