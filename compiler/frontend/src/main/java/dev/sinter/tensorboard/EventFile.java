package dev.sinter.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * A new file of records (TFRecord): length, its masked CRC-32C, the bytes, their masked CRC-32C; little-endian. Each record is handed to
 * the system whole, so that a process which dies leaves all of them but perhaps the one it was writing.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282_ead8;
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final FileChannel channel;
    private final Path path;

    private EventFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** A file of a name that no other has: it tells the second, the process and how many files the process has made. */
    static EventFile create(Path folder, long seconds) throws IOException {
        Files.createDirectories(folder);
        while (true) {
            Path path = folder.resolve(String.format("events.out.tfevents.%010d.%d.%d", seconds,
                    ProcessHandle.current().pid(), COUNTER.getAndIncrement()));
            try {
                return new EventFile(path,
                        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
            } catch (FileAlreadyExistsException e) {
                // Processes of two machines may have one number.
            }
        }
    }

    Path path() {
        return path;
    }

    synchronized void write(byte[] record) throws IOException {
        ByteBuffer framed = ByteBuffer.allocate(record.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        framed.putLong(record.length).putInt(masked(framed.array(), 0, 8)).put(record)
                .putInt(masked(record, 0, record.length));
        framed.flip();
        while (framed.hasRemaining()) {
            channel.write(framed);
        }
    }

    private static int masked(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    /** Waits until what was written is on the disk. */
    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
