package dev.sinter.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
    @TempDir Path folder;

    static Map<String, Buffer> read(byte[] bytes) throws IOException {
        return Npz.read(ByteSource.of("a.npz", bytes), 1 << 20);
    }

    static byte[] bytes(Map<String, Buffer> arrays) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npz.write(out, arrays);
        return out.toByteArray();
    }

    /** The same arrays as the JDK's writer deflates them. */
    static byte[] deflated(Map<String, Buffer> arrays) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, Buffer> array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                Npy.write(zip, array.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static Map<String, Buffer> samples() {
        Map<String, Buffer> arrays = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            if (dtype != DType.BF16) {
                arrays.put("dir/ä " + dtype, Samples.random(dtype, 3, 3, 5));
            }
        }
        arrays.put("", Buffer.zeros(DType.F32));
        arrays.put("large", Buffer.zeros(DType.F32, 100_000));
        return arrays;
    }

    private static void assertSame(Map<String, Buffer> read, Map<String, Buffer> written) {
        assertThat(read.keySet()).containsExactlyElementsOf(written.keySet());
        written.forEach((name, buffer) -> assertThat(read.get(name).sameBits(buffer)).as(name).isTrue());
    }

    @Test
    void comesBackBitForBit() throws IOException {
        Path file = folder.resolve("a.npz");
        Npz.write(file, samples());
        assertSame(Npz.read(file), samples());
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes(samples()));
        TimeZone zone = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        try {
            assertThat(Files.readAllBytes(file)).as("in any time zone").isEqualTo(bytes(samples()));
        } finally {
            TimeZone.setDefault(zone);
        }
        Npz.write(file, Map.of());
        assertThat(Npz.read(file)).isEmpty();
    }

    @Test
    void readsWhatOthersDeflate() throws IOException {
        assertSame(read(deflated(samples())), samples());
    }

    @Test
    void readsWhatNumpyWrites() throws IOException {
        String compressed = "UEsDBC0AAAAIAAAAIQBP6QAq//////////8FABQAeC5ucHkBABAAmAAAAAAAAABVAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF"
                + "59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYwaLAHEg5ABMQNQLzAAQBQSwMELQAACAgAAAAhALmTe5j//////////wwAFABsYXllci/DvC5ucHkBABAAiA"
                + "AAAAAAAABIAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6mjoKtQoUAC52BggAAFBLAQItAy0AAA"
                + "AIAAAAIQBP6QAqVQAAAJgAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAgIAAAAIQC5k3uYSAAAAIgAAAAMAAAAAAAAAAAAAACAAYwAAABsYXllci/DvC5"
                + "ucHlQSwUGAAAAAAIAAgBtAAAAEgEAAAAA";
        Map<String, Buffer> arrays = read(Base64.getDecoder().decode(compressed));
        assertThat(arrays).containsOnlyKeys("x", "layer/ü");
        assertThat(arrays.get("x").floats()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(arrays.get("layer/ü").longs()).containsExactly(7);
    }

    private interface Change {
        void apply(ByteBuffer zip, int central, int end);
    }

    /** An archive of one array, x, changed; {@code central} and {@code end} are where the directory's entry and end record begin. */
    private static byte[] changed(boolean deflate, Change change) throws IOException {
        Map<String, Buffer> arrays = Map.of("x", Buffer.zeros(DType.F32, 50));
        byte[] bytes = deflate ? deflated(arrays) : bytes(arrays);
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int end = bytes.length - 22;
        change.apply(zip, zip.getInt(end + 16), end);
        return bytes;
    }

    private static void refuses(String reason, boolean deflate, Change change) throws IOException {
        byte[] bytes = changed(deflate, change);
        assertThatThrownBy(() -> read(bytes)).as(reason).isInstanceOf(FormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesArchivesThatContradictThemselves() throws IOException {
        refuses("a zip archive ends with its directory", false, (zip, central, end) -> zip.putInt(end, 0));
        refuses("a zip archive ends with its directory", false,
                (zip, central, end) -> zip.putShort(end + 20, (short) 1));
        refuses("spread over several disks", false, (zip, central, end) -> zip.putShort(end + 4, (short) 1));
        refuses("directory is not where it should be", false, (zip, central, end) -> zip.putInt(end + 16, central + 1));
        refuses("directory is not where it should be", false, (zip, central, end) -> zip.putInt(end + 16, -2));
        refuses("64-bit directory is not where", false, (zip, central, end) -> zip.putInt(end + 16, -1));
        refuses("goes on after its 0 entries", false, (zip, central, end) -> zip.putShort(end + 10, (short) 0));
        refuses("directory is cut", false, (zip, central, end) -> zip.putShort(end + 10, (short) 2));
        refuses("an entry of the zip archive's directory is needed", false,
                (zip, central, end) -> zip.putInt(central, 0));
        refuses("an entry of the zip archive's directory is needed", false,
                (zip, central, end) -> zip.putShort(central + 30, (short) 99));
        refuses("is encrypted", false, (zip, central, end) -> zip.putShort(central + 8, (short) 1));
        refuses("packed by method 14", false, (zip, central, end) -> zip.putShort(central + 10, (short) 14));
        refuses("is not UTF-8", false, (zip, central, end) -> zip.put(central + 46, (byte) 0xff));
        refuses("the entry 'x.npy' is needed here", false, (zip, central, end) -> zip.putInt(central + 42, 1));
        refuses("the entry 'y.npy' is needed here", false, (zip, central, end) -> zip.put(central + 46, (byte) 'y'));
        refuses("cannot have 328 bytes packed into 329", false, (zip, central, end) -> zip.putInt(central + 20, 329));
        refuses("does not match its checksum", false, (zip, central, end) -> zip.putInt(central + 16, 7));
        refuses("does not match its checksum", false, (zip, central, end) -> zip.put(central - 1, (byte) 7));
    }

    @Test
    void refusesDeflatedDataThatAreNotAsTheDirectorySays() throws IOException {
        refuses("cannot have 1000000 bytes packed into", true,
                (zip, central, end) -> zip.putInt(central + 24, 1_000_000));
        refuses("are not as long as the directory says", true, (zip, central, end) -> zip.putInt(central + 24, 329));
        refuses("are cut or too long", true, (zip, central, end) -> zip.putInt(central + 24, 327));
        refuses("are cut or too long", true, (zip, central, end) -> zip.putInt(central + 24, 0));
        refuses("are cut or too long", true, (zip, central, end) -> zip.putInt(central + 20, 20));
        refuses("are not as long as the directory says", true,
                (zip, central, end) -> zip.putInt(central + 20, zip.getInt(central + 20) + 3));
        refuses("are damaged", true, (zip, central, end) -> zip.put(36, (byte) 0xff));
    }

    @Test
    void refusesEntriesThatOverlapRepeatOrAreNoArrays() throws IOException {
        byte[] bytes = bytes(Map.of("x", Buffer.zeros(DType.U8, 1), "y", Buffer.zeros(DType.U8, 1)));
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int central = zip.getInt(bytes.length - 6);
        int second = central + 46 + 5;
        assertThat(zip.getInt(second)).isEqualTo(0x02014b50);
        zip.putInt(second + 42, zip.getInt(central + 42));
        zip.put(second + 46, zip.get(central + 46));
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(FormatException.class)
                .hasMessageContaining("overlaps another");
        byte[] doubled = new String(bytes(Map.of("x", Buffer.zeros(DType.U8, 1), "y", Buffer.zeros(DType.U8, 1))),
                StandardCharsets.ISO_8859_1)
                .replace("y.npy", "x.npy").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(doubled)).hasMessageContaining("the array 'x' stands twice");
        byte[] other = new String(bytes(Map.of("x", Buffer.zeros(DType.U8, 1))), StandardCharsets.ISO_8859_1)
                .replace("x.npy", "x.txt")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(other)).hasMessageContaining("the entry 'x.txt' is not an .npy file");
    }

    @Test
    void doesNotUnpackBeyondItsLimit() throws IOException {
        Map<String, Buffer> zeros = Map.of("zeros", Buffer.zeros(DType.U8, 2_000_000));
        byte[] bomb = deflated(zeros);
        assertThat(bomb.length).isLessThan(3_000);
        assertThatThrownBy(() -> read(bomb))
                .hasMessage("a.npz is malformed at byte 0: its entries unpack to more than the limit of 1048576 bytes");
        Path file = folder.resolve("bomb.npz");
        Files.write(file, bomb);
        assertSame(Npz.read(file, 3_000_000), zeros);
        assertThatThrownBy(() -> Npz.read(file, 1_000_000)).isInstanceOf(FormatException.class);
    }

    @Test
    void readsTheForm64BitsWide() throws IOException {
        byte[] npy = NpyTest.file("{'descr':'|u1','fortran_order':False,'shape':(2,)}", (byte) 8, (byte) 9);
        CRC32 crc = new CRC32();
        crc.update(npy);
        byte[] name = "x.npy".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer zip = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50).position(26);
        zip.putShort((short) 5).putShort((short) 0).put(name).put(npy);
        int central = zip.position();
        zip.putInt(0x02014b50).position(central + 16);
        zip.putInt((int) crc.getValue()).putInt(-1).putInt(-1).putShort((short) 5).putShort((short) 34)
                .position(central + 42);
        // Another field first, then sizes and place in 64 bits.
        zip.putInt(-1).put(name).putShort((short) 0x7855).putShort((short) 2).putShort((short) 0);
        zip.putShort((short) 1).putShort((short) 24).putLong(npy.length).putLong(npy.length).putLong(0);
        int end64 = zip.position();
        zip.putInt(0x06064b50).putLong(44).putInt(0).putLong(0).putLong(1).putLong(1).putLong(end64 - central)
                .putLong(central);
        zip.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
        zip.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
        byte[] bytes = new byte[zip.position()];
        zip.get(0, bytes);
        assertThat(read(bytes).get("x").bytes()).containsExactly(8, 9);
    }
}
