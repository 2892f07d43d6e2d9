package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.FormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Handwritten digits from files: images [N, 1, side, side] from 0 to 1, and labels [N] from 0 to 9. */
public final class Digits {
    /** The images of the optdigits files are this wide and high. */
    public static final int OPTDIGITS_SIDE = 8;
    private static final int OPTDIGITS_GREATEST = 16;

    private Digits() {}

    /** Images and labels in IDX files, as MNIST has them. */
    public static TensorDataset idx(Path images, Path labels) throws IOException {
        Buffer pixels = IdxReader.read(images);
        Buffer classes = IdxReader.read(labels);
        if (pixels.rank() != 3 || classes.rank() != 1 || pixels.size(0) != classes.size(0)) {
            throw new FormatException(String.valueOf(images.getFileName()), 0,
                    "images [N, H, W] and as many labels [N] are needed, not " + pixels.typeText() + " and "
                            + classes.typeText());
        }
        float[] scaled = new float[pixels.count()];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (pixels.bytes()[i] & 0xff) / 255f;
        }
        long[] numbers = new long[classes.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = classes.bytes()[i] & 0xff;
            checkLabel(labels, i, numbers[i]);
        }
        return dataset(scaled, numbers, (int) pixels.size(1), (int) pixels.size(2));
    }

    /** One image of 8 by 8 per line: 64 integers from 0 to 16, then the label, separated by commas. */
    public static TensorDataset optdigits(Path csv) throws IOException {
        if (Files.isDirectory(csv)) {
            throw new IOException("cannot read " + csv + ": it is a folder");
        }
        return optdigits(String.valueOf(csv.getFileName()), Files.newInputStream(csv));
    }

    /** The same from the content of a file, which is closed. */
    static TensorDataset optdigits(String name, InputStream csv) throws IOException {
        int pixels = OPTDIGITS_SIDE * OPTDIGITS_SIDE;
        List<float[]> images = new ArrayList<>();
        List<Long> labels = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(csv, StandardCharsets.US_ASCII.newDecoder()))) {
            long position = 0;
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                long start = position;
                position += line.length() + 1;
                number++;
                if (line.isBlank()) {
                    continue;
                }
                String[] cells = line.split(",", -1);
                if (cells.length != pixels + 1) {
                    throw new FormatException(name, start,
                            "line " + number + " has " + cells.length + " numbers; " + (pixels + 1)
                                    + " are needed");
                }
                float[] image = new float[pixels];
                for (int i = 0; i < pixels; i++) {
                    image[i] = number(name, start, number, cells[i], OPTDIGITS_GREATEST) / (float) OPTDIGITS_GREATEST;
                }
                images.add(image);
                labels.add((long) number(name, start, number, cells[pixels], 9));
            }
        } catch (CharacterCodingException e) {
            FormatException foreign = new FormatException(name, 0, "it is no ASCII text");
            foreign.initCause(e);
            throw foreign;
        }
        float[] all = new float[images.size() * pixels];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(images.get(i), 0, all, i * pixels, pixels);
        }
        return dataset(all, labels.stream().mapToLong(Long::longValue).toArray(), OPTDIGITS_SIDE, OPTDIGITS_SIDE);
    }

    /**
     * What a folder holds to train with and to test with, in this order: {@code optdigits.tra} and {@code .tes}, or the four IDX files of
     * MNIST under their usual names, compressed or not. Of MNIST's test files alone, the last fifth is to test with.
     */
    public static List<Dataset<List<Tensor>>> open(Path folder) throws IOException {
        if (Files.exists(folder.resolve("optdigits.tra")) && Files.exists(folder.resolve("optdigits.tes"))) {
            return List.of(optdigits(folder.resolve("optdigits.tra")), optdigits(folder.resolve("optdigits.tes")));
        }
        TensorDataset test = idxPair(folder, "t10k");
        TensorDataset train = idxPair(folder, "train");
        if (train != null && test != null) {
            return List.of(train, test);
        }
        if (test != null) {
            int cut = test.size() / 5 * 4;
            return List.of(
                    new Subset<>(test, IntStream.range(0, cut).toArray()),
                    new Subset<>(test, IntStream.range(cut, test.size()).toArray()));
        }
        throw new Diagnostic("no digits in '" + folder
                + "': looked for optdigits.tra and optdigits.tes, and for train-images-idx3-ubyte,"
                + " train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, with or without .gz");
    }

    private static @Nullable TensorDataset idxPair(Path folder, String name)
            throws IOException {
        for (String ending : List.of("", ".gz")) {
            Path images = folder.resolve(name + "-images-idx3-ubyte" + ending);
            Path labels = folder.resolve(name + "-labels-idx1-ubyte" + ending);
            if (Files.exists(images) && Files.exists(labels)) {
                return idx(images, labels);
            }
        }
        return null;
    }

    private static int number(String name, long position, int line, String cell, int greatest) throws FormatException {
        try {
            int value = Integer.parseInt(cell.strip());
            if (value >= 0 && value <= greatest) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the line.
        }
        throw new FormatException(name, position,
                "line " + line + " has '" + cell + "' where an integer from 0 to " + greatest + " is needed");
    }

    private static void checkLabel(Path labels, int i, long label) throws FormatException {
        if (label > 9) {
            throw new FormatException(String.valueOf(labels.getFileName()), i,
                    "label " + i + " is " + label + "; digits are 0 to 9");
        }
    }

    private static TensorDataset dataset(float[] images, long[] labels, int height, int width) {
        return new TensorDataset(
                Sinter.tensor(Buffer.of(images, labels.length, 1, height, width)),
                Sinter.tensor(Buffer.of(labels, labels.length)));
    }
}
