package dev.sinter.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.sinter.Sinter;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("L6: TensorBoard's event files, read by a reader that shares nothing with the writer")
class SummaryWriterTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.250Z"), ZoneOffset.UTC);

    @TempDir private Path folder;

    /** The bytes of each whole record; what follows the last one is left over. */
    private static List<byte[]> records(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.remaining() >= 12) {
            byte[] length = new byte[8];
            in.get(length);
            int size = (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertThat(in.getInt()).isEqualTo(masked(length));
            if (in.remaining() < size + 4) {
                break;
            }
            byte[] record = new byte[size];
            in.get(record);
            assertThat(in.getInt()).isEqualTo(masked(record));
            records.add(record);
        }
        return records;
    }

    private static int masked(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        long sum = crc.getValue();
        return (int) ((sum >>> 15 | sum << 17 & 0xffff_ffffL) + 0xa282ead8L);
    }

    /** A message's fields by number: Long, Float, Double or bytes. */
    private static Map<Integer, Object> fields(byte[] message) throws IOException {
        Map<Integer, Object> fields = new LinkedHashMap<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value = switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_VARINT -> (Object) in.readInt64();
                case WireFormat.WIRETYPE_FIXED64 -> (Object) in.readDouble();
                case WireFormat.WIRETYPE_FIXED32 -> (Object) in.readFloat();
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
                default -> throw new AssertionError("tag " + tag);
            };
            fields.put(WireFormat.getTagFieldNumber(tag), value);
        }
        return fields;
    }

    private static Map<Integer, Object> inner(Map<Integer, Object> message, int field) throws IOException {
        return fields((byte[]) message.get(field));
    }

    private static String text(Map<Integer, Object> message, int field) {
        return new String((byte[]) message.get(field), StandardCharsets.UTF_8);
    }

    private static double[] packed(Map<Integer, Object> message, int field) {
        ByteBuffer in = ByteBuffer.wrap((byte[]) message.get(field)).order(ByteOrder.LITTLE_ENDIAN);
        double[] values = new double[in.remaining() / 8];
        in.asDoubleBuffer().get(values);
        return values;
    }

    /** The value in the summary of an event. */
    private static Map<Integer, Object> value(byte[] event) throws IOException {
        return inner(inner(fields(event), 5), 1);
    }

    @Test
    @DisplayName("L6: scalars come with tag, step, time and value, after the version")
    void scalars() throws IOException {
        Path file;
        try (SummaryWriter writer = new SummaryWriter(folder.resolve("runs/one"), CLOCK)) {
            file = writer.file();
            writer.addScalar("loss/training", 0.1, 0);
            writer.addScalar("grüße", Sinter.tensor(2.5f), 1L << 40);
            writer.addScalar("loss/training", Double.NaN, -1);
            writer.flush();
        }
        assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.1767323045.");
        List<byte[]> records = records(file);
        assertThat(records).hasSize(4);
        Map<Integer, Object> first = fields(records.get(0));
        assertThat(first.get(1)).isEqualTo(1767323045.25);
        assertThat(text(first, 3)).isEqualTo("brain.Event:2");
        assertThat(fields(records.get(1)).get(1)).isEqualTo(1767323045.25);
        assertThat(fields(records.get(1)).get(2)).isEqualTo(0L);
        assertThat(text(value(records.get(1)), 1)).isEqualTo("loss/training");
        assertThat(value(records.get(1)).get(2)).isEqualTo(0.1f);
        assertThat(fields(records.get(2)).get(2)).isEqualTo(1L << 40);
        assertThat(text(value(records.get(2)), 1)).isEqualTo("grüße");
        assertThat(value(records.get(2)).get(2)).isEqualTo(2.5f);
        assertThat(fields(records.get(3)).get(2)).isEqualTo(-1L);
        assertThat(value(records.get(3)).get(2)).isEqualTo(Float.NaN);
    }

    @Test
    @DisplayName("L6: a histogram counts every value between its limits")
    void histograms() throws IOException {
        Random random = new Random(3);
        float[] values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5) - 3));
        }
        values[0] = 0;
        values[1] = 1e30f;
        values[2] = 1e-20f;
        Path file;
        try (SummaryWriter writer = new SummaryWriter(folder)) {
            file = writer.file();
            writer.addHistogram("weights", Sinter.tensor(Buffer.of(values, 10, 100)), 3);
            writer.addHistogram("counts", Sinter.arange(5), 3);
            writer.addHistogram("zero", Sinter.zeros(7), 3);
        }
        List<byte[]> records = records(file);
        Map<Integer, Object> histogram = inner(value(records.get(1)), 5);
        double[] limits = packed(histogram, 6);
        double[] counts = packed(histogram, 7);
        assertThat(limits).hasSameSizeAs(counts).isSorted();
        double sum = 0;
        double squares = 0;
        double least = Double.MAX_VALUE;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
            least = Math.min(least, value);
            int bucket = 0;
            while (limits[bucket] <= value) {
                bucket++;
            }
            counts[bucket]--;
        }
        assertThat(counts).containsOnly(0);
        assertThat(histogram).containsEntry(1, least).containsEntry(2, (double) 1e30f).containsEntry(3, 1000.0);
        assertThat((double) histogram.get(4)).isCloseTo(sum, withinPercentage(1e-10));
        assertThat((double) histogram.get(5)).isCloseTo(squares, withinPercentage(1e-10));
        assertThat(inner(value(records.get(2)), 5)).containsEntry(2, 4.0).containsEntry(4, 10.0).containsEntry(5, 30.0);
        assertThat(packed(inner(value(records.get(3)), 5), 7)).contains(7.0);
    }

    @Test
    @DisplayName("L6: images are PNG with their sizes; text is a tensor of one string for the text plugin")
    void imagesAndText() throws IOException {
        Path file;
        try (SummaryWriter writer = new SummaryWriter(folder)) {
            file = writer.file();
            writer.addImage("digit", Sinter.full(new long[]{1, 3, 5}, 1.0), 7);
            writer.addImages("digits", Sinter.zeros(10, 1, 4, 4), 7);
            writer.addText("note", "**bold**", 8);
        }
        List<byte[]> records = records(file);
        Map<Integer, Object> image = inner(value(records.get(1)), 4);
        assertThat(image).containsEntry(1, 3L).containsEntry(2, 5L).containsEntry(3, 1L);
        BufferedImage decoded = ImageIO.read(new ByteArrayInputStream((byte[]) image.get(4)));
        assertThat(decoded.getWidth()).isEqualTo(5);
        assertThat(decoded.getRaster().getSample(0, 0, 0)).isEqualTo(255);
        assertThat(inner(value(records.get(2)), 4)).containsEntry(1, 14L).containsEntry(2, 50L).containsEntry(3, 3L);
        Map<Integer, Object> note = value(records.get(3));
        assertThat(text(note, 1)).isEqualTo("note/text_summary");
        Map<Integer, Object> tensor = inner(note, 8);
        assertThat(tensor).containsEntry(1, 7L);
        assertThat(inner(inner(tensor, 2), 2)).containsEntry(1, 1L);
        assertThat(text(tensor, 8)).isEqualTo("**bold**");
        assertThat(text(inner(inner(note, 9), 1), 1)).isEqualTo("text");
    }

    @Test
    @DisplayName("L6: several writers to one folder each have a file; several threads may use one writer")
    void several() throws Exception {
        try (SummaryWriter one = new SummaryWriter(folder, CLOCK);
                SummaryWriter two = new SummaryWriter(folder, CLOCK)) {
            assertThat(one.file()).isNotEqualTo(two.file());
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int number = t;
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 500; i++) {
                        one.addScalar("t" + number, i, i);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(records(one.file())).hasSize(2001);
            assertThat(records(two.file())).hasSize(1);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    /** Writes scalars until somebody kills it. */
    static final class Endless {
        public static void main(String... folder) throws IOException {
            SummaryWriter writer = new SummaryWriter(Path.of(folder[0]));
            for (int i = 0; i < 10_000_000; i++) {
                writer.addScalar("i", i, i);
                if (i == 2000) {
                    System.out.println("ready");
                }
            }
        }
    }

    @Test
    @DisplayName("L6: a process that is killed leaves every record but perhaps the last one, without having flushed")
    void killed() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Endless.class.getName(), folder.toString())
                .redirectErrorStream(true).start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
        } finally {
            process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        List<byte[]> records = records(file);
        assertThat(records.size()).isGreaterThan(2001);
        for (int i = 1; i < Math.min(records.size(), 100_000); i++) {
            assertThat((float) value(records.get(i)).get(2)).isEqualTo(i - 1);
        }
    }

    @Test
    @DisplayName("L6: what cannot be shown is refused and leaves the file whole")
    void misuse() throws IOException {
        try (SummaryWriter writer = new SummaryWriter(folder)) {
            assertThatThrownBy(() -> writer.addScalar("", 1, 1)).isInstanceOf(Diagnostic.class)
                    .hasMessageContaining("a tag has at least one character");
            assertThatThrownBy(() -> writer.addHistogram("h", Sinter.zeros(0), 1)).isInstanceOf(Diagnostic.class)
                    .hasMessage("addHistogram: an empty tensor has no histogram");
            assertThatThrownBy(() -> writer.addHistogram("h", Sinter.tensor(1, Float.NaN), 1))
                    .isInstanceOf(Diagnostic.class)
                    .hasMessage("addHistogram: the tensor holds NaN, which lies between no two limits");
            assertThatThrownBy(() -> writer.addImage("i", Sinter.zeros(4, 4), 1)).isInstanceOf(Diagnostic.class)
                    .hasMessageContaining("[C, H, W] is needed");
            assertThat(records(writer.file())).hasSize(1);
        }
        Path notAFolder = Files.writeString(folder.resolve("x"), "");
        assertThatThrownBy(() -> new SummaryWriter(notAFolder)).isInstanceOf(IOException.class);
        SummaryWriter closed = new SummaryWriter(folder);
        closed.close();
        assertThatThrownBy(() -> closed.addScalar("a", 1, 1)).isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot write to " + closed.file());
    }
}
