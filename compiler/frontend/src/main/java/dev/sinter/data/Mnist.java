package dev.sinter.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The sets of 60,000 small gray images to train with and 10,000 to test with, in ten classes, that come in the four IDX files of MNIST:
 * the handwritten digits (LeCun, Cortes and Burges) and the garments in their form (Xiao, Rasul and Vollgraf, Fashion-MNIST, 2017).
 *
 * <p>Examples are images [1, 28, 28] from 0 to 1 and labels from 0 to 9. Reading uses no network; {@link #download} does.
 */
public enum Mnist {
    /** Handwritten digits. */
    DIGITS("https://ossci-datasets.s3.amazonaws.com/mnist/",
            List.of("f68b3c2dcbeaaa9fbdd348bbdeb94873", "d53e105ee54ea40749a09fcbcd1e9432",
                    "9fb629c4189551a2d022fa330f9573f3", "ec29112dd5afa0611ce80d1b7f02629c"),
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")),
    /** Garments: Fashion-MNIST. */
    FASHION("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            List.of("8d4fb7e6c68d591d4c3dfef9ec88bf0d", "25c81989df183df01b3e8a0aad5dffbe",
                    "bef4ecab320f06d8554ea6380940ec79", "bb300cfdad3c16e7a12a480ee83cd310"),
            List.of("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
                    "Ankle boot"));

    static final List<String> FILES = List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    private final String address;
    private final List<String> checksums;
    private final List<String> classes;

    Mnist(String address, List<String> checksums, List<String> classes) {
        this.address = address;
        this.checksums = checksums;
        this.classes = classes;
    }

    /** The name of each label. */
    public List<String> classes() {
        return classes;
    }

    /** The MD5 of each compressed file, in the order of {@link #FILES}. */
    List<String> checksums() {
        return checksums;
    }

    /** What is to train with, from the files in a folder, which may be compressed with gzip. */
    public TensorDataset train(Path folder) throws IOException {
        return read(folder, 0);
    }

    /** What is to test with, from the files in a folder, which may be compressed with gzip. */
    public TensorDataset test(Path folder) throws IOException {
        return read(folder, 2);
    }

    /** Fetches the four compressed files from their public address, unless they are there; their MD5 are checked. */
    public Mnist download(Path folder) throws IOException {
        return download(folder, address);
    }

    /** Fetches the same files from another address, which ends in a slash. */
    public Mnist download(Path folder, String mirror) throws IOException {
        for (int i = 0; i < FILES.size(); i++) {
            String name = FILES.get(i) + ".gz";
            Download.from(mirror + name).md5(checksums.get(i)).to(folder.resolve(name));
        }
        return this;
    }

    private TensorDataset read(Path folder, int first) throws IOException {
        return Digits.idx(file(folder, FILES.get(first)), file(folder, FILES.get(first + 1)));
    }

    private Path file(Path folder, String name) throws IOException {
        for (String ending : List.of("", ".gz")) {
            Path file = folder.resolve(name + ending);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new IOException("no " + name + " or " + name + ".gz in " + folder + "; Mnist." + name()
                + ".download(folder) fetches it from " + address);
    }
}
