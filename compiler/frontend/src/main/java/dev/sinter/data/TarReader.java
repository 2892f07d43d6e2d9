package dev.sinter.data;

import dev.sinter.runtime.io.FormatException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The ordinary files of a tar archive that is compressed with gzip, in their order: headers of 512 bytes (POSIX.1-1988, ustar), each
 * followed by the content in blocks of as many.
 */
final class TarReader {
    /** Receives each file; its content can be read until the call returns. */
    interface Visitor {
        void file(String name, InputStream content) throws IOException;
    }

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE = 124;
    private static final int SIZE_DIGITS = 12;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_DIGITS = 8;
    private static final int KIND = 156;

    private final String archive;
    private final InputStream in;
    private long position;

    private TarReader(String archive, InputStream in) {
        this.archive = archive;
        this.in = in;
    }

    static void read(Path archive, Visitor visitor) throws IOException {
        try (InputStream raw = Files.newInputStream(archive)) {
            read(String.valueOf(archive.getFileName()), raw, visitor);
        }
    }

    static void read(String archive, InputStream compressed, Visitor visitor) throws IOException {
        try {
            new TarReader(archive, new BufferedInputStream(new GZIPInputStream(compressed))).files(visitor);
        } catch (ZipException | EOFException e) {
            FormatException damaged = new FormatException(archive, 0,
                    "the archive is compressed with gzip, but damaged, or not compressed: " + e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    private void files(Visitor visitor) throws IOException {
        while (true) {
            byte[] header = in.readNBytes(BLOCK);
            if (header.length < BLOCK) {
                throw new FormatException(archive, position, "the archive ends without its closing block");
            }
            if (isZero(header)) {
                return;
            }
            requireChecksum(header);
            long size = octal(header, SIZE, SIZE_DIGITS);
            position += BLOCK;
            Content content = new Content(in, size);
            if (header[KIND] == '0' || header[KIND] == 0) {
                visitor.file(name(header), content);
            }
            content.skipRest();
            in.skipNBytes(Math.floorMod(-size, BLOCK));
            position += Math.ceilDiv(size, BLOCK) * BLOCK;
        }
    }

    private static boolean isZero(byte[] header) {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The sum of a header's bytes, its own place counted as blanks, stands in it. */
    private void requireChecksum(byte[] header) throws FormatException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + CHECKSUM_DIGITS ? ' ' : header[i] & 0xff;
        }
        if (sum != octal(header, CHECKSUM, CHECKSUM_DIGITS)) {
            throw new FormatException(archive, position + CHECKSUM, "the sum of a header is not what it says");
        }
    }

    private long octal(byte[] header, int from, int digits) throws FormatException {
        String text = new String(header, from, digits, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
        if (!text.matches("[0-7]{1,12}")) {
            throw new FormatException(archive, position + from, "'" + text + "' where an octal number is needed");
        }
        return Long.parseLong(text, 8);
    }

    private static String name(byte[] header) {
        int length = 0;
        while (length < NAME && header[length] != 0) {
            length++;
        }
        return new String(header, 0, length, StandardCharsets.UTF_8);
    }

    /** This many bytes of the archive; that they end early is an error. */
    private static final class Content extends FilterInputStream {
        private long left;

        Content(InputStream in, long size) {
            super(in);
            left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(into, from, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("it ends within a file");
            }
            left -= read;
            return read;
        }

        void skipRest() throws IOException {
            in.skipNBytes(left);
            left = 0;
        }

        @Override
        public void close() {
            // The archive goes on.
        }
    }
}
