package dev.sinter.pictures;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.DType;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads an image file, PNG or JPEG by its content, to uint8 [H, W, C].
 *
 * <p>Pixels are those in the file: colour profiles, gamma and the orientation that cameras note are not applied, of 16 bits the upper 8 are
 * taken. What libjpeg merely warns of (an end that comes too early, corrupt data) is refused. JPEG with four inks is not read.
 */
public final class ImageFile {
    private ImageFile() {}

    /** Red, green and blue: [H, W, 3]. */
    public static Tensor read(Path file) throws IOException {
        return read(file, Channels.RGB);
    }

    /** {@link FormatException} says what is wrong with the file. */
    public static Tensor read(Path file, Channels channels) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot read " + file + ": it is a folder");
        }
        return Sinter.tensor(read(file.toString(), Files.readAllBytes(file), channels));
    }

    /** The pixels in the bytes of a file. */
    static Buffer read(String name, byte[] bytes, Channels channels) throws FormatException {
        Encoded file = new Encoded(name, bytes);
        if (file.isPng()) {
            file.checkPng();
        } else if (!file.isJpeg()) {
            throw file.malformed(0, "neither a PNG nor a JPEG file begins like this");
        }
        try {
            return pixels(decode(file), channels);
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // ImageIO's readers answer damaged files with whatever exception it leads to.
            FormatException damaged = file.malformed(0, "it cannot be decoded (" + reason(e) + ")");
            damaged.initCause(e);
            throw damaged;
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static BufferedImage decode(Encoded file) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(file.isPng() ? "png" : "jpeg").next();
        AtomicReference<@Nullable String> warning = new AtomicReference<>();
        try (BytesInput in = new BytesInput(file.bytes())) {
            // Metadata is left alone: it may be compressed, and what it unfolds to is anybody's guess.
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, text) -> warning.compareAndSet(null, text));
            if (!file.isPng()) {
                file.checkJpeg(reader.getWidth(0), reader.getHeight(0));
            }
            BufferedImage image = reader.read(0);
            String text = warning.get();
            if (text != null && (text.startsWith("Premature end") || text.startsWith("Corrupt JPEG data"))) {
                throw file.malformed(in.getStreamPosition(), "it cannot be decoded (" + text + ")");
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    private static Buffer pixels(BufferedImage image, Channels channels) {
        Raster raster = image.getRaster();
        ColorModel model = image.getColorModel();
        int width = image.getWidth();
        int height = image.getHeight();
        int bands = raster.getNumBands();
        int shift = Math.max(raster.getSampleModel().getSampleSize(0) - 8, 0);
        byte[] bytes = new byte[width * height * channels.count()];
        int[] line = new int[width * bands];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, line);
            for (int x = 0; x < width; x++) {
                int color;
                if (model instanceof IndexColorModel palette) {
                    color = palette.getRGB(line[x]);
                } else {
                    // Not the model's own conversion, which takes gray for linear light and makes it lighter.
                    int first = line[x * bands] >> shift;
                    int second = bands < 3 ? first : line[x * bands + 1] >> shift;
                    int third = bands < 3 ? first : line[x * bands + 2] >> shift;
                    int opacity = bands % 2 == 1 ? 255 : line[x * bands + bands - 1] >> shift;
                    color = opacity << 24 | first << 16 | second << 8 | third;
                }
                at = put(bytes, at, color, channels);
            }
        }
        return Buffer.of(DType.U8, bytes, height, width, channels.count());
    }

    private static int put(byte[] bytes, int at, int color, Channels channels) {
        int red = color >> 16 & 0xff;
        int green = color >> 8 & 0xff;
        int blue = color & 0xff;
        if (channels == Channels.GRAY) {
            // 0.299, 0.587 and 0.114 in parts of 65,536, rounded.
            bytes[at] = (byte) (red * 19_595 + green * 38_470 + blue * 7_471 + (1 << 15) >> 16);
            return at + 1;
        }
        bytes[at] = (byte) red;
        bytes[at + 1] = (byte) green;
        bytes[at + 2] = (byte) blue;
        if (channels == Channels.RGBA) {
            bytes[at + 3] = (byte) (color >>> 24);
        }
        return at + channels.count();
    }
}
