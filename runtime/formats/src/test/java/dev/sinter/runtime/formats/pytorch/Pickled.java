package dev.sinter.runtime.formats.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Assembles pickles and the files around them byte by byte, from the description of the opcodes in Python's {@code pickletools} and of the
 * containers in PyTorch's documentation of its serialization; shares nothing with the code that is tested.
 */
final class Pickled {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int memo;

    static Pickled start() {
        return new Pickled().raw(0x80, 2);
    }

    Pickled raw(int... bytes) {
        for (int each : bytes) {
            out.write(each);
        }
        return this;
    }

    private Pickled number(long value, int bytes) {
        out.writeBytes(little(value, bytes));
        return this;
    }

    static byte[] little(long value, int bytes) {
        byte[] result = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            result[i] = (byte) (value >> 8 * i);
        }
        return result;
    }

    /** As Python's pickler does after each new object. */
    private Pickled put() {
        if (memo < 256) {
            raw('q', memo);
        } else {
            raw('r').number(memo, 4);
        }
        memo++;
        return this;
    }

    Pickled get(int number) {
        return raw('h', number);
    }

    int next() {
        return memo;
    }

    Pickled text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        raw('X').number(bytes.length, 4).out.writeBytes(bytes);
        return put();
    }

    Pickled integer(long value) {
        if (value >= 0 && value < 256) {
            return raw('K', (int) value);
        }
        if (value >= 0 && value < 65536) {
            return raw('M').number(value, 2);
        }
        return value == (int) value ? raw('J').number(value, 4) : raw(0x8a, 8).number(value, 8);
    }

    Pickled real(double value) {
        raw('G').out.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
        return this;
    }

    Pickled name(String module, String name) {
        raw('c').out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return put();
    }

    Pickled tuple(long... values) {
        if (values.length == 0) {
            return raw(')');
        }
        raw(values.length > 3 ? new int[]{'('} : new int[0]);
        for (long value : values) {
            integer(value);
        }
        return raw(values.length > 3 ? 't' : 0x84 + values.length).put();
    }

    Pickled dict() {
        return raw('}').put();
    }

    Pickled list() {
        return raw(']').put();
    }

    Pickled orderedDict() {
        return name("collections", "OrderedDict").raw(')', 'R').put();
    }

    Pickled mark() {
        return raw('(');
    }

    Pickled items() {
        return raw('u');
    }

    Pickled storage(String type, String key, long numel, boolean isLegacy) {
        mark().text("storage").name("torch", type).text(key).text("cpu").integer(numel);
        return (isLegacy ? raw('N') : this).raw('t').put().raw('Q');
    }

    /** {@code _rebuild_tensor_v2(storage, offset, size, stride, False, OrderedDict())}. */
    Pickled tensor(String type, String key, long numel, long offset, long[] sizes, long[] strides, boolean isLegacy) {
        return name("torch._utils", "_rebuild_tensor_v2").mark().storage(type, key, numel, isLegacy).integer(offset)
                .tuple(sizes).tuple(strides).raw(0x89).orderedDict().raw('t').put().raw('R').put();
    }

    byte[] stop() {
        raw('.');
        return out.toByteArray();
    }

    /** An archive as PyTorch writes it: stored, each record's data at a multiple of 64. */
    static byte[] zip(Map<String, byte[]> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> record : records.entrySet()) {
                ZipEntry entry = new ZipEntry(record.getKey());
                CRC32 crc = new CRC32();
                crc.update(record.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(record.getValue().length);
                entry.setCrc(crc.getValue());
                entry.setTime(0);
                zip.flush();
                int padding = 63 - (bytes.size() + 30 + record.getKey().length() + 4 + 63) % 64;
                byte[] extra = new byte[4 + padding];
                extra[0] = 'F';
                extra[1] = 'B';
                extra[2] = (byte) padding;
                Arrays.fill(extra, 4, extra.length, (byte) 'Z');
                entry.setExtra(extra);
                zip.putNextEntry(entry);
                zip.write(record.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The same with the end of a 64-bit directory before the usual end, which PyTorch writes into every archive. */
    static byte[] zip64(Map<String, byte[]> records) {
        ByteBuffer zip = ByteBuffer.wrap(zip(records)).order(ByteOrder.LITTLE_ENDIAN);
        int end = zip.capacity() - 22;
        ByteBuffer file = ByteBuffer.allocate(zip.capacity() + 76).order(ByteOrder.LITTLE_ENDIAN)
                .put(zip.slice(0, end));
        file.putInt(0x06064b50).putLong(44).putShort((short) 798).putShort((short) 45).putInt(0).putInt(0);
        file.putLong(zip.getShort(end + 8)).putLong(zip.getShort(end + 10)).putLong(zip.getInt(end + 12));
        file.putLong(zip.getInt(end + 16));
        file.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        return file.put(zip.slice(end, 22)).array();
    }

    /** A file from before 1.6: magic number, version, machine, value, keys, and the storages with their lengths. */
    static byte[] legacy(byte[] value, Map<String, byte[]> storages, Map<String, Integer> widths) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[]{(byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9,
            0x20, 0x6a, (byte) 0xa8, 0x50, 0x19, '.'});
        file.writeBytes(start().integer(1001).stop());
        file.writeBytes(start().dict().mark().text("protocol_version").integer(1001).text("little_endian").raw(0x88)
                .text("type_sizes").dict().mark().text("short").integer(2).text("int").integer(4).text("long")
                .integer(4).items().items().stop());
        file.writeBytes(value);
        Pickled keys = start().list().mark();
        List<byte[]> parts = new ArrayList<>();
        storages.forEach((key, bytes) -> {
            keys.text(key);
            parts.add(little(bytes.length / widths.get(key), 8));
            parts.add(bytes);
        });
        file.writeBytes(keys.raw('e').stop());
        parts.forEach(file::writeBytes);
        return file.toByteArray();
    }
}
