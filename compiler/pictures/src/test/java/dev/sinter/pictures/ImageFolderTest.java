package dev.sinter.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.sinter.Tensor;
import dev.sinter.data.DataLoader;
import dev.sinter.data.transforms.Transform;
import dev.sinter.data.transforms.Transforms;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("L3: images in folders")
class ImageFolderTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir private Path folder;

    /** An image of a type with samples drawn at random; smooth, so that JPEG keeps them nearly. */
    private static BufferedImage image(int width, int height, int type, boolean isSmooth) {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(width * 31L + type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                    int most = (1 << image.getSampleModel().getSampleSize(band)) - 1;
                    image.getRaster().setSample(x, y, band,
                            isSmooth ? (x * 3 + y * 2 + band * 40) % 256 : random.nextInt(most + 1));
                }
            }
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static int[] read(byte[] file, Channels channels) throws IOException {
        byte[] bytes = ImageFile.read("x", file, channels).bytes();
        int[] values = new int[bytes.length];
        Arrays.setAll(values, i -> bytes[i] & 0xff);
        return values;
    }

    /** A chunk of a PNG file with its right sum. */
    private static byte[] chunk(String kind, byte... content) {
        byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        return ByteBuffer.allocate(content.length + 12).putInt(content.length).put(name).put(content)
                .putInt((int) crc.getValue()).array();
    }

    private static byte[] png(int width, int height, int depth, int kind, byte[] data, byte[]... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[]{(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10});
        out.writeBytes(chunk("IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) depth)
                .put((byte) kind).array()));
        for (byte[] one : more) {
            out.writeBytes(one);
        }
        out.writeBytes(chunk("IDAT", data));
        out.writeBytes(chunk("IEND"));
        return out.toByteArray();
    }

    @Test
    @DisplayName("L3: PNG files with gray, colours, palettes, opacity and 16 bits give the pixels that were written")
    void png() throws IOException {
        for (int type : new int[]{BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_BYTE_BINARY}) {
            BufferedImage image = image(13, 9, type, false);
            byte[] file = encoded(image, "png");
            int[] rgb = read(file, Channels.RGB);
            int[] rgba = read(file, Channels.RGBA);
            int[] gray = read(file, Channels.GRAY);
            int bands = image.getRaster().getNumBands();
            for (int i = 0; i < 13 * 9; i++) {
                int[] samples = image.getRaster().getPixel(i % 13, i / 13, new int[bands]);
                int scale = type == BufferedImage.TYPE_BYTE_BINARY ? 255 : 1;
                int shift = type == BufferedImage.TYPE_USHORT_GRAY ? 8 : 0;
                for (int c = 0; c < 3; c++) {
                    int expected = samples[bands < 3 ? 0 : c] * scale >> shift;
                    assertThat(rgb[i * 3 + c]).isEqualTo(expected);
                    assertThat(rgba[i * 4 + c]).isEqualTo(expected);
                }
                assertThat(rgba[i * 4 + 3]).isEqualTo(bands == 4 ? samples[3] : 255);
                double luma = 0.299 * rgb[i * 3] + 0.587 * rgb[i * 3 + 1] + 0.114 * rgb[i * 3 + 2];
                assertThat((double) gray[i]).isBetween(luma - 0.502, luma + 0.502);
            }
        }
        byte[] reds = {0, (byte) 200, 7, 9};
        byte[] opacities = {(byte) 255, 0, 100, 3};
        BufferedImage palette = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(2, 4, reds, reds, reds, opacities));
        for (int x = 0; x < 4; x++) {
            palette.getRaster().setSample(x, 0, 0, x);
        }
        assertThat(read(encoded(palette, "png"), Channels.RGBA)).containsExactly(0, 0, 0, 255, 200, 200, 200, 0, 7, 7,
                7,
                100, 9, 9, 9, 3);
    }

    private static byte[] deflated(int... bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            for (int b : bytes) {
                deflater.write(b);
            }
        }
        return out.toByteArray();
    }

    @Test
    @DisplayName("L3: of 16 bits the upper 8 are taken, in colours too; a colour named transparent is; gray of 2 bits is spread over 0 to 255")
    void rarerPng() throws IOException {
        assertThat(read(png(1, 1, 16, 2, deflated(0, 10, 255, 20, 0, 30, 128)), Channels.RGB)).containsExactly(10, 20,
                30);
        assertThat(read(png(1, 1, 16, 6, deflated(0, 10, 255, 20, 0, 30, 128, 77, 3)), Channels.RGBA))
                .containsExactly(10, 20, 30, 77);
        assertThat(read(png(4, 1, 2, 0, deflated(0, 0b00011011)), Channels.GRAY)).containsExactly(0, 85, 170, 255);
        assertThat(read(png(2, 1, 8, 4, deflated(0, 9, 100, 8, 200)), Channels.RGBA)).containsExactly(9, 9, 9, 100, 8,
                8, 8,
                200);
        assertThat(read(
                png(2, 1, 8, 2, deflated(0, 1, 2, 3, 4, 5, 6), chunk("tRNS", (byte) 0, (byte) 4, (byte) 0, (byte) 5,
                        (byte) 0, (byte) 6)),
                Channels.RGBA)).containsExactly(1, 2, 3, 255, 4, 5, 6, 0);
        assertThat(read(png(2, 1, 8, 0, deflated(0, 1, 2), chunk("tRNS", (byte) 0, (byte) 1)), Channels.RGBA))
                .containsExactly(1, 1, 1, 0, 2, 2, 2, 255);
    }

    @Test
    @DisplayName("L3: a loader with workers gives batches of images brought to one size, the same as without; a broken one ends it by name")
    void loaded() throws IOException {
        for (int i = 0; i < 12; i++) {
            Path file = folder.resolve("c" + i % 3 + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, encoded(image(5 + i, 9 + i % 4, BufferedImage.TYPE_3BYTE_BGR, false), "png"));
        }
        Transform prepare = Transforms.compose(Transforms.randomResizedCrop(6), Transforms.toTensor());
        DataLoader alone = new DataLoader(prepare.over(ImageFolder.open(folder)), 5).shuffle(1);
        DataLoader together = new DataLoader(prepare.over(ImageFolder.open(folder)), 5).shuffle(1).workers(3);
        var others = together.iterator();
        for (var batch : alone) {
            var other = others.next();
            assertThat(batch.get(0).shape().dims()).hasSize(4);
            assertThat(other.get(0).toFloatArray()).isEqualTo(batch.get(0).toFloatArray());
            assertThat(other.get(1).toLongArray()).isEqualTo(batch.get(1).toLongArray());
        }
        Path broken = folder.resolve("c1/4.png");
        Files.writeString(broken, "x");
        assertThatThrownBy(() -> together.forEach(batch -> {})).hasStackTraceContaining(broken.toString());
    }

    @Test
    @DisplayName("L3: JPEG files, baseline and progressive, colour and gray, give nearly the pixels that were written")
    void jpeg() throws IOException {
        for (int type : new int[]{BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_GRAY}) {
            BufferedImage image = new BufferedImage(40, 24, type);
            for (int i = 0; i < 40 * 24; i++) {
                for (int band = 0; band < image.getRaster().getNumBands(); band++) {
                    image.getRaster().setSample(i % 40, i / 40, band, 60 + i % 40 * 2 + i / 40 * 3);
                }
            }
            for (boolean isProgressive : new boolean[]{false, true}) {
                int[] rgb = read(jpeg(image, isProgressive), Channels.RGB);
                for (int i = 0; i < 40 * 24; i++) {
                    for (int c = 0; c < 3; c++) {
                        assertThat(rgb[i * 3 + c]).isBetween(60 + i % 40 * 2 + i / 40 * 3 - 6,
                                60 + i % 40 * 2 + i / 40 * 3 + 6);
                    }
                }
            }
        }
    }

    private static byte[] jpeg(BufferedImage image, boolean isProgressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), "jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.95f);
            param.setProgressiveMode(
                    isProgressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Test
    @DisplayName("L3: classes are folders in the order of their names, files come in theirs, also from folders within")
    void folders() throws IOException {
        byte[] small = encoded(image(3, 2, BufferedImage.TYPE_3BYTE_BGR, false), "png");
        for (String file : new String[]{"dog/b.PNG", "dog/a.png", "cat/z.jpeg", "cat/deep/y.jpg", "bird/10.png",
            "bird/9.png"}) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.write(path,
                    file.contains(".j") ? encoded(image(8, 8, BufferedImage.TYPE_3BYTE_BGR, true), "jpeg") : small);
        }
        Files.writeString(folder.resolve("cat/notes.txt"), "not an image");
        Files.writeString(folder.resolve("readme"), "not a class");
        ImageFolder images = ImageFolder.open(folder);
        assertThat(images.classes()).containsExactly("bird", "cat", "dog");
        assertThat(images.files().stream().map(file -> folder.relativize(file).toString())).containsExactly(
                "bird/10.png",
                "bird/9.png", "cat/z.jpeg", "cat/deep/y.jpg", "dog/a.png", "dog/b.PNG");
        assertThat(images.size()).isEqualTo(6);
        Tensor image = images.get(0).get(0);
        assertThat(image.shape()).isEqualTo(Shape.of(2, 3, 3));
        assertThat(images.get(3).get(1).item()).isEqualTo(1L);
        assertThat(ImageFolder.open(folder, Channels.GRAY).get(2).get(0).shape()).isEqualTo(Shape.of(8, 8, 1));
        assertThatThrownBy(() -> images.get(6)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    @DisplayName("L3: a folder without classes or images is refused; a broken image is named when it is asked for")
    void broken() throws IOException {
        assertThatThrownBy(() -> ImageFolder.open(folder.resolve("x"))).isInstanceOf(IOException.class)
                .hasMessage("cannot read " + folder.resolve("x") + ": there is no such folder");
        assertThatThrownBy(() -> ImageFolder.open(folder)).isInstanceOf(IOException.class)
                .hasMessage("no classes in " + folder + ": a folder of images for each class is needed in it");
        Path cat = Files.createDirectory(folder.resolve("cat"));
        assertThatThrownBy(() -> ImageFolder.open(folder)).isInstanceOf(IOException.class)
                .hasMessage("no images in " + cat
                        + ": files that end in .png, .jpg, .jpeg are needed in the folder of a class");
        Path file = cat.resolve("a.png");
        Files.writeString(file, "GIF89a, in truth");
        ImageFolder images = ImageFolder.open(folder);
        assertThatThrownBy(() -> images.get(0)).isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(FormatException.class).hasMessage("example 0: " + file
                        + " is malformed at byte 0: neither a PNG nor a JPEG file begins like this");
        byte[] whole = encoded(image(30, 30, BufferedImage.TYPE_3BYTE_BGR, true), "jpeg");
        Files.write(file, Arrays.copyOf(whole, whole.length - 200));
        assertThatThrownBy(() -> ImageFile.read(file)).isInstanceOf(FormatException.class)
                .hasMessageContaining("it cannot be decoded (");
        byte[] png = encoded(image(30, 30, BufferedImage.TYPE_3BYTE_BGR, false), "png");
        Files.write(file, Arrays.copyOf(png, png.length - 12));
        assertThatThrownBy(() -> ImageFile.read(file)).isInstanceOf(FormatException.class)
                .hasMessageContaining("the file ends before its last chunk");
        png[60] ^= 1;
        Files.write(file, png);
        assertThatThrownBy(() -> ImageFile.read(file)).isInstanceOf(FormatException.class)
                .hasMessageEndingWith("a chunk's sum is not the one that stands behind it");
        assertThatThrownBy(() -> ImageFile.read(folder)).isInstanceOf(IOException.class)
                .hasMessage("cannot read " + folder + ": it is a folder");
    }

    @Test
    @DisplayName("L3: sizes that a file's bytes cannot hold are refused before anything is allocated for them")
    void hostile() throws IOException {
        byte[] jpeg = encoded(image(16, 16, BufferedImage.TYPE_3BYTE_BGR, true), "jpeg");
        for (int i = 0; i < jpeg.length - 9; i++) {
            // The frame's header: height and width.
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                Arrays.fill(jpeg, i + 5, i + 9, (byte) 0x2f);
            }
        }
        byte[][] files = {
            png(60_000, 60_000, 8, 2, new byte[100]),
            png(12_000, 12_000, 8, 2, new byte[100]),
            png(-1, 5, 8, 2, new byte[100]),
            png(5, 0, 8, 2, new byte[100]),
            png(5, 5, 8, 1, new byte[100]),
            png(5, 5, 127, 6, new byte[100]),
            jpeg};
        String[] reasons = {
            "an image of 60000 by 60000 pixels; at least 1 and at most 178956970 are read",
            "the header claims 432012000 bytes of pixels, more than its 100 bytes of data can hold",
            "an image of -1 by 5 pixels", "an image of 5 by 0 pixels", "pixels of kind 1 with 8 bits",
            "pixels of kind 6 with 127 bits", "the header claims 12079 by 12079 pixels, more than the file's"};
        for (int i = 0; i < files.length; i++) {
            byte[] file = files[i];
            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> ImageFile.read("x", file, Channels.RGB)).isInstanceOf(FormatException.class)
                    .hasMessageContaining(reasons[i]);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
        }
    }

    @Test
    @DisplayName("L3: what may stand beside the pixels is not unfolded")
    void metadata() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(bomb)) {
            deflater.write(new byte[64 << 20]);
        }
        byte[] text = new byte[bomb.size() + 3];
        text[0] = 'a';
        System.arraycopy(bomb.toByteArray(), 0, text, 3, bomb.size());
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(pixels)) {
            deflater.write(new byte[]{0, 1, 2, 3});
        }
        byte[] file = png(1, 1, 8, 2, pixels.toByteArray(), chunk("zTXt", text));
        assertThat(read(file, Channels.RGB)).containsExactly(1, 2, 3);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(read(file, Channels.RGB)).containsExactly(1, 2, 3);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(2L * file.length + (1 << 20));
    }

    /** Returns how many were refused. */
    private static int survive(int rounds, byte[] original, boolean isSummed) {
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = original.clone();
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(8) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
            }
            if (isSummed) {
                mendSums(bytes);
            }
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                Buffer pixels = ImageFile.read("x", bytes, Channels.RGB);
                // Pixels that the bytes do warrant are no waste, and neither are ImageIO's own copies of them.
                before += 12L * pixels.count();
            } catch (FormatException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("round " + round + " with " + Arrays.toString(bytes), e);
            }
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as("round %d allocates little", round)
                    .isLessThan(8 << 20);
        }
        return refused;
    }

    /** Gives each chunk of a PNG file the sum that it needs, so that damage reaches the decoder. */
    private static void mendSums(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        for (int at = 8; at + 12 <= file.length;) {
            int length = in.getInt(at);
            if (length < 0 || length > file.length - at - 12) {
                return;
            }
            CRC32 crc = new CRC32();
            crc.update(file, at + 4, length + 4);
            in.putInt(at + 8 + length, (int) crc.getValue());
            at += length + 12;
        }
    }

    @Test
    @DisplayName("L3: whatever happens to the bytes of an image, reading ends with pixels or a FormatException")
    void mutations() throws IOException {
        byte[] png = encoded(image(9, 7, BufferedImage.TYPE_4BYTE_ABGR, false), "png");
        assertThat(survive(100_000, png, false)).isBetween(95_000, 100_000);
        assertThat(survive(10_000, png, true)).isBetween(3_000, 10_000);
        byte[] palette = encoded(image(9, 7, BufferedImage.TYPE_BYTE_INDEXED, false), "png");
        assertThat(survive(5_000, palette, true)).isBetween(300, 5_000);
        byte[] jpeg = encoded(image(16, 16, BufferedImage.TYPE_3BYTE_BGR, true), "jpeg");
        assertThat(survive(10_000, jpeg, false)).isBetween(1_000, 9_990);
        assertThat(survive(5_000, jpeg(image(16, 16, BufferedImage.TYPE_3BYTE_BGR, true), true), false)).isBetween(300,
                4_990);
    }
}
