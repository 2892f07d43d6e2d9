package dev.sinter.pictures;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.data.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Image files in one folder per class: {@code root/cat/a.png}, {@code root/dog/deep/b.jpg}. The classes are numbered in the order of
 * their names, the files of each come in the order of theirs; links are followed.
 *
 * <p>Examples are images uint8 [H, W, C], each as large as its file, and labels int64; a {@link dev.sinter.data.transforms.Transform} brings them to one size. A
 * file is read whenever it is asked for; one that is broken ends in an {@link UncheckedIOException} that names it.
 */
public final class ImageFolder implements Dataset<List<Tensor>> {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

    private final List<String> classes;
    private final List<Path> files;
    private final int[] labels;
    private final Channels channels;

    private ImageFolder(List<String> classes, List<Path> files, int[] labels, Channels channels) {
        this.classes = classes;
        this.files = List.copyOf(files);
        this.labels = labels;
        this.channels = channels;
    }

    /** Images in red, green and blue. */
    public static ImageFolder open(Path root) throws IOException {
        return open(root, Channels.RGB);
    }

    /** Lists the files; a class without any is refused. */
    public static ImageFolder open(Path root, Channels channels) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("cannot read " + root + ": there is no such folder");
        }
        List<String> classes;
        try (Stream<Path> entries = Files.list(root)) {
            classes = entries.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()).sorted()
                    .toList();
        }
        if (classes.isEmpty()) {
            throw new IOException("no classes in " + root + ": a folder of images for each class is needed in it");
        }
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (String name : classes) {
            List<Path> found = images(root.resolve(name));
            if (found.isEmpty()) {
                throw new IOException(
                        "no images in " + root.resolve(name) + ": files that end in " + String.join(", ", ENDINGS)
                                + " are needed in the folder of a class");
            }
            for (Path file : found) {
                files.add(file);
                labels.add(classes.indexOf(name));
            }
        }
        return new ImageFolder(classes, files, labels.stream().mapToInt(Integer::intValue).toArray(), channels);
    }

    private static List<Path> images(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return entries.filter(Files::isRegularFile).filter(ImageFolder::isImage)
                    .sorted(Comparator.comparing((Path file) -> String.valueOf(file.getParent()))
                            .thenComparing(file -> file.getFileName().toString()))
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** The names of the classes; a label is a place in this list. */
    public List<String> classes() {
        return classes;
    }

    /** The file of each example. */
    public List<Path> files() {
        return files;
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public List<Tensor> get(int i) {
        if (i < 0 || i >= files.size()) {
            throw new IndexOutOfBoundsException("example " + i + " of a dataset of " + files.size());
        }
        try {
            return List.of(ImageFile.read(files.get(i), channels), Sinter.tensor((long) labels[i]));
        } catch (IOException e) {
            throw new UncheckedIOException("example " + i + ": " + e.getMessage(), e);
        }
    }
}
