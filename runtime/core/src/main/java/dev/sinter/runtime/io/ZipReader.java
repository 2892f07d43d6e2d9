package dev.sinter.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A strict reader of zip archives: every entry is where the directory says, none overlaps another, sizes and checksums hold.
 *
 * <p>An archive cannot make it allocate much more than its own size times what deflate can really reach, nor more than the
 * limit that the caller sets.
 */
public final class ZipReader {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_LENGTH = 20;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final long IS_IN_EXTRA = 0xffff_ffffL;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    /** One deflate code of two bits can stand for 258 bytes. */
    private static final long MOST_EXPANSION = 1032;

    /** A file in the archive. */
    public static final class Entry {
        final String name;
        private final int method;
        private final long crc;
        private final long packed;
        private final long size;
        private final long header;
        private long data;

        private Entry(String name, int method, long crc, long packed, long size, long header) {
            this.name = name;
            this.method = method;
            this.crc = crc;
            this.packed = packed;
            this.size = size;
            this.header = header;
        }

        public String name() {
            return name;
        }
    }

    private final ByteSource source;
    private final long limit;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * Reads and checks the directory.
     *
     * @param limit the most bytes that all entries together may have when unpacked
     */
    public ZipReader(ByteSource source, long limit) throws IOException {
        this.source = source;
        this.limit = limit;
        readDirectory();
        checkSizes();
        checkPlaces();
    }

    /** The entries in the directory's order. */
    public List<Entry> entries() {
        return entries;
    }

    private FormatException malformed(long position, String reason) {
        return source.malformed(position, reason);
    }

    private void readDirectory() throws IOException {
        long end = findEnd();
        ByteBuffer record = source.at(end, END_LENGTH);
        long disks = record.getInt(4);
        long count = record.getShort(10) & 0xffff;
        long size = record.getInt(12) & IS_IN_EXTRA;
        long start = record.getInt(16) & IS_IN_EXTRA;
        long directoryEnd = end;
        // PyTorch writes a 64-bit directory's end always, others where they must.
        boolean has64 = start + size != end && end >= LOCATOR64_LENGTH
                && source.at(end - LOCATOR64_LENGTH, 4).getInt(0) == LOCATOR64;
        if (count == 0xffff || size == IS_IN_EXTRA || start == IS_IN_EXTRA || has64) {
            ByteBuffer locator = source.at(end - LOCATOR64_LENGTH, LOCATOR64_LENGTH);
            directoryEnd = locator.getLong(8);
            ByteBuffer record64 = source.at(locator.getInt(0) == LOCATOR64 ? directoryEnd : end - LOCATOR64_LENGTH, 4);
            if (record64.getInt(0) != END64) {
                throw malformed(end, "the zip archive's 64-bit directory is not where it should be");
            }
            record64 = source.at(directoryEnd, 56);
            disks = record64.getLong(16);
            count = record64.getLong(32);
            size = record64.getLong(40);
            start = record64.getLong(48);
        }
        if (disks != 0) {
            throw malformed(end, "the zip archive is spread over several disks");
        }
        if (start < 0 || size < 0 || start > directoryEnd || size != directoryEnd - start) {
            throw malformed(end, "the zip archive's directory is not where it should be");
        }
        long at = start;
        for (long i = 0; i < count; i++) {
            at = readEntry(at, directoryEnd);
        }
        if (at != directoryEnd) {
            throw malformed(at, "the zip archive's directory goes on after its " + count + " entries");
        }
    }

    /** Where the end record begins: it is the file's last, but for a comment of up to 65535 bytes. */
    private long findEnd() throws IOException {
        int length = (int) Math.min(source.size(), END_LENGTH + 0xffff);
        long from = source.size() - length;
        ByteBuffer tail = source.at(from, length);
        for (int at = length - END_LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == END && at + END_LENGTH + (tail.getShort(at + 20) & 0xffff) == length) {
                return from + at;
            }
        }
        throw malformed(source.size(), "a zip archive ends with its directory, and there is none");
    }

    private long readEntry(long at, long directoryEnd) throws IOException {
        if (directoryEnd - at < CENTRAL_LENGTH) {
            throw malformed(at, "the zip archive's directory is cut");
        }
        ByteBuffer record = source.at(at, CENTRAL_LENGTH);
        int nameLength = record.getShort(28) & 0xffff;
        int extraLength = record.getShort(30) & 0xffff;
        long next = at + CENTRAL_LENGTH + nameLength + extraLength + (record.getShort(32) & 0xffff);
        if (record.getInt(0) != CENTRAL || next > directoryEnd) {
            throw malformed(at, "an entry of the zip archive's directory is needed here");
        }
        String name = name(at + CENTRAL_LENGTH, nameLength);
        int method = record.getShort(10) & 0xffff;
        if ((record.getShort(8) & 1) != 0) {
            throw malformed(at, "the entry '" + name + "' is encrypted");
        }
        if (method != STORED && method != DEFLATED) {
            throw malformed(at, "the entry '" + name + "' is packed by method " + method
                    + "; Sinter reads stored and deflated ones");
        }
        long[] sizes = {record.getInt(24) & IS_IN_EXTRA, record.getInt(20) & IS_IN_EXTRA,
            record.getInt(42) & IS_IN_EXTRA};
        readExtra(at + CENTRAL_LENGTH + nameLength, extraLength, sizes);
        entries.add(new Entry(name, method, record.getInt(16) & IS_IN_EXTRA, sizes[1], sizes[0], sizes[2]));
        return next;
    }

    private String name(long at, int length) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(source.at(at, length)).toString();
        } catch (CharacterCodingException e) {
            throw malformed(at, "the name of an entry is not UTF-8");
        }
    }

    /** The values that did not fit 32 bits stand, in this order, in the extra field 1. */
    private void readExtra(long at, int length, long[] sizes) throws IOException {
        ByteBuffer extra = source.at(at, length);
        while (extra.remaining() >= 4) {
            int id = extra.getShort() & 0xffff;
            int end = (extra.getShort() & 0xffff) + extra.position();
            if (end > length) {
                break;
            }
            for (int i = 0; i < sizes.length && id == 1; i++) {
                if (sizes[i] == IS_IN_EXTRA && end - extra.position() >= 8) {
                    sizes[i] = extra.getLong();
                }
            }
            extra.position(end);
        }
    }

    private void checkSizes() throws FormatException {
        long left = limit;
        for (Entry entry : entries) {
            if (entry.packed < 0 || entry.size < 0 || entry.packed > source.size()
                    || entry.method == STORED && entry.size != entry.packed
                    || entry.method == DEFLATED && entry.size > MOST_EXPANSION * entry.packed) {
                throw malformed(0, "the entry '" + entry.name + "' cannot have " + entry.size + " bytes packed into "
                        + entry.packed);
            }
            if (entry.size > left) {
                throw malformed(0, "its entries unpack to more than the limit of " + limit + " bytes");
            }
            left -= entry.size;
        }
    }

    private void checkPlaces() throws IOException {
        List<Entry> inOrder = new ArrayList<>(entries);
        inOrder.sort(Comparator.comparingLong((Entry entry) -> entry.header));
        long end = 0;
        for (Entry entry : inOrder) {
            if (entry.header < end) {
                throw malformed(Math.max(entry.header, 0), "the entry '" + entry.name + "' overlaps another");
            }
            ByteBuffer local = source.at(entry.header, LOCAL_LENGTH);
            int nameLength = local.getShort(26) & 0xffff;
            if (local.getInt(0) != LOCAL || !name(entry.header + LOCAL_LENGTH, nameLength).equals(entry.name)) {
                throw malformed(entry.header, "the entry '" + entry.name + "' is needed here");
            }
            entry.data = entry.header + LOCAL_LENGTH + nameLength + (local.getShort(28) & 0xffff);
            end = entry.data + entry.packed;
            if (end > source.size()) {
                throw malformed(entry.header, "the entry '" + entry.name + "' is cut");
            }
        }
    }

    /** The content of an entry, checked against its checksum; stored entries are not copied. */
    public ByteSource open(Entry entry) throws IOException {
        String name = source.name() + "/" + entry.name;
        CRC32 crc = new CRC32();
        ByteSource content;
        if (entry.method == STORED) {
            content = source.part(name, entry.data, entry.size);
            for (long at = 0; at < entry.size; at += ByteSource.WINDOW) {
                crc.update(content.at(at, (int) Math.min(ByteSource.WINDOW, entry.size - at)));
            }
        } else {
            byte[] bytes = inflate(entry);
            crc.update(bytes);
            content = ByteSource.of(name, bytes);
        }
        if (crc.getValue() != entry.crc) {
            throw malformed(entry.header, "the content of '" + entry.name + "' does not match its checksum");
        }
        return content;
    }

    private byte[] inflate(Entry entry) throws IOException {
        if (entry.size > Integer.MAX_VALUE - 8) {
            throw malformed(entry.header,
                    "the deflated entry '" + entry.name + "' has 2 GiB or more; store it without packing");
        }
        // The directory's word is trusted only as far as bytes really come.
        byte[] bytes = new byte[(int) Math.min(entry.size, 1 << 16)];
        int count = 0;
        long consumed = 0;
        Inflater inflater = new Inflater(true);
        try {
            while (!inflater.finished()) {
                if (inflater.needsInput() && consumed < entry.packed) {
                    int piece = (int) Math.min(1 << 20, entry.packed - consumed);
                    inflater.setInput(source.at(entry.data + consumed, piece));
                    consumed += piece;
                }
                if (count == bytes.length && count < entry.size) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(entry.size, 2L * count));
                }
                int more = count < bytes.length
                        ? inflater.inflate(bytes, count, bytes.length - count)
                        : inflater.inflate(new byte[1]);
                count += more;
                if (more == 0 && !inflater.finished()
                        && (consumed == entry.packed && inflater.needsInput() || inflater.needsDictionary())
                        || count > entry.size) {
                    throw malformed(entry.data, "the deflated data of '" + entry.name + "' are cut or too long");
                }
            }
            if (count != entry.size || inflater.getBytesRead() != entry.packed) {
                throw malformed(entry.data,
                        "the deflated data of '" + entry.name + "' are not as long as the directory says");
            }
            return bytes;
        } catch (DataFormatException e) {
            throw malformed(entry.data, "the deflated data of '" + entry.name + "' are damaged: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
