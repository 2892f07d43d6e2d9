package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Small colour images in ten classes (Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009), from files of the binary
 * version: records of a label and 32 by 32 bytes each of red, green and blue.
 *
 * <p>Examples are images [3, 32, 32] from 0 to 1 and labels from 0 to 9. The images stay bytes until somebody asks for them. Reading uses
 * no network; {@link #download} does.
 */
public final class Cifar10 implements Dataset<List<Tensor>> {
    /** The name of each label. */
    public static final List<String> CLASSES = List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog",
            "horse", "ship", "truck");

    /** Images are this wide and high. */
    public static final int SIDE = 32;

    private static final int PIXELS = 3 * SIDE * SIDE;
    private static final int RECORD = 1 + PIXELS;
    private static final String ADDRESS = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
    private static final String MD5 = "c32a1d4ab5d03f1284b67883e8d87530";
    private static final String INNER = "cifar-10-batches-bin";
    private static final List<String> TRAIN = IntStream.rangeClosed(1, 5).mapToObj(i -> "data_batch_" + i + ".bin")
            .toList();
    private static final List<String> TEST = List.of("test_batch.bin");

    private final List<byte[]> files;
    private final int[] starts;

    private Cifar10(List<byte[]> files) {
        this.files = files;
        this.starts = new int[files.size() + 1];
        for (int i = 0; i < files.size(); i++) {
            starts[i + 1] = starts[i] + files.get(i).length / RECORD;
        }
    }

    /** The 50,000 images to train with, from the five files in this folder or in the one that the archive makes in it. */
    public static Cifar10 train(Path folder) throws IOException {
        return open(folder, TRAIN);
    }

    /** The 10,000 images to test with. */
    public static Cifar10 test(Path folder) throws IOException {
        return open(folder, TEST);
    }

    /** The images of any files of records, one file after the other. */
    public static Cifar10 read(Path... files) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                throw new IOException("cannot read " + file + ": it is a folder");
            }
            contents.add(checked(String.valueOf(file.getFileName()), Files.readAllBytes(file)));
        }
        return new Cifar10(contents);
    }

    /** The images in the bytes of one file, which are not copied. */
    static Cifar10 read(String name, byte[] file) throws FormatException {
        return new Cifar10(List.of(checked(name, file)));
    }

    private static byte[] checked(String name, byte[] file) throws FormatException {
        if (file.length % RECORD != 0) {
            throw new FormatException(name, file.length - file.length % RECORD, "the file ends within an image: "
                    + file.length + " bytes are not a multiple of the " + RECORD + " of a label and its pixels");
        }
        for (int i = 0; i < file.length; i += RECORD) {
            if ((file[i] & 0xff) >= CLASSES.size()) {
                throw new FormatException(name, i,
                        "image " + i / RECORD + " has label " + (file[i] & 0xff) + "; labels are 0 to 9");
            }
        }
        return file;
    }

    /**
     * Fetches the archive of 170 MB from its public address into a folder, unless what it holds is there, checks its MD5, and unpacks the six
     * files; the archive stays.
     */
    public static void download(Path folder) throws IOException {
        Path inner = folder.resolve(INNER);
        List<String> names = Stream.concat(TRAIN.stream(), TEST.stream()).toList();
        if (names.stream().allMatch(name -> Files.isRegularFile(inner.resolve(name)))) {
            return;
        }
        unpack(Download.from(ADDRESS).md5(MD5).to(folder.resolve("cifar-10-binary.tar.gz")), inner, names);
    }

    /** Writes the files with these names in an archive, each whole or not at all. */
    static void unpack(Path archive, Path into, List<String> names) throws IOException {
        Files.createDirectories(into);
        List<String> missing = new ArrayList<>(names);
        TarReader.read(archive, (name, content) -> {
            String last = name.substring(name.lastIndexOf('/') + 1);
            if (missing.remove(last)) {
                AtomicFile.write(into.resolve(last), content::transferTo);
            }
        });
        if (!missing.isEmpty()) {
            throw new FormatException(String.valueOf(archive.getFileName()), 0,
                    "there is no " + missing.get(0) + " in it");
        }
    }

    private static Cifar10 open(Path folder, List<String> names) throws IOException {
        Path inner = folder.resolve(INNER);
        Path from = Files.isDirectory(inner) ? inner : folder;
        for (String name : names) {
            if (!Files.isRegularFile(from.resolve(name))) {
                throw new IOException(
                        "no " + name + " in " + from + "; Cifar10.download(folder) fetches it from " + ADDRESS);
            }
        }
        return read(names.stream().map(from::resolve).toArray(Path[]::new));
    }

    @Override
    public int size() {
        return starts[files.size()];
    }

    @Override
    public List<Tensor> get(int i) {
        return rows(new int[]{i}).stream().map(row -> row.select(0, 0)).toList();
    }

    @Override
    public Batch batch(int[] indices) {
        for (int i : indices) {
            if (i < 0 || i >= size()) {
                throw LoadingException.ofExample(i, outside(i));
            }
        }
        return new Batch(rows(indices), indices.length);
    }

    private IndexOutOfBoundsException outside(int i) {
        return new IndexOutOfBoundsException("example " + i + " of a dataset of " + size());
    }

    private List<Tensor> rows(int[] indices) {
        float[] pixels = new float[indices.length * PIXELS];
        long[] labels = new long[indices.length];
        for (int row = 0; row < indices.length; row++) {
            int i = indices[row];
            if (i < 0 || i >= size()) {
                throw outside(i);
            }
            int file = 0;
            while (i >= starts[file + 1]) {
                file++;
            }
            byte[] bytes = files.get(file);
            int at = (i - starts[file]) * RECORD;
            labels[row] = bytes[at];
            for (int p = 0; p < PIXELS; p++) {
                pixels[row * PIXELS + p] = (bytes[at + 1 + p] & 0xff) / 255f;
            }
        }
        return List.of(Sinter.tensor(Buffer.of(pixels, indices.length, 3, SIDE, SIDE)),
                Sinter.tensor(Buffer.of(labels, indices.length)));
    }
}
