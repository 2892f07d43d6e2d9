package dev.sinter.cli;

import dev.sinter.Tensor;
import dev.sinter.data.Dataset;
import dev.sinter.data.Digits;
import dev.sinter.data.StrokeDigits;
import dev.sinter.data.Subset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The digits of the demo and how long to learn them.
 *
 * @param train  to learn from
 * @param unseen to test with
 * @param side   of an image, in pixels
 * @param batch  how many digits a step learns from
 * @param epochs how often to go through {@code train}
 * @param origin where they are from, for people
 */
record DemoData(Dataset<List<Tensor>> train, Dataset<List<Tensor>> unseen, int side, int batch, int epochs,
        String origin) {
    /** Fewer digits than these bear two epochs within the demo's time. */
    private static final int MANY = 20_000;
    private static final int QUICK_MOST = 6000;
    /** Images smaller than this cost next to nothing. */
    private static final int SMALL_SIDE = 16;
    /** The network halves an image twice. */
    private static final int LEAST_SIDE = 4;
    /** A few steps, at least. */
    private static final int LEAST = 64;

    /** Those in the folder, or generated ones for null. */
    static DemoData of(@Nullable Path folder, boolean quick) throws IOException {
        if (folder == null) {
            int count = quick ? 3000 : 6000;
            return of(List.of(StrokeDigits.generate(count, 1), StrokeDigits.generate(count / 3, 2)),
                    "generated digits", quick);
        }
        if (!Files.isDirectory(folder)) {
            throw new UserError("--data: there is no folder '" + folder + "'");
        }
        return of(Digits.open(folder), "digits from " + folder, quick);
    }

    private static DemoData of(List<? extends Dataset<List<Tensor>>> digits, String origin, boolean quick) {
        Dataset<List<Tensor>> train = digits.get(0);
        Dataset<List<Tensor>> unseen = digits.get(1);
        if (train.size() < LEAST || unseen.size() == 0) {
            throw new UserError("there are " + train.size() + " " + origin + " to learn from and " + unseen.size()
                    + " to test with; at least " + LEAST + " and 1 are needed");
        }
        Tensor image = train.get(0).get(0);
        long height = image.size(-2);
        long width = image.size(-1);
        if (height != width || width < LEAST_SIDE) {
            throw new UserError("the " + origin + " are " + height + " by " + width
                    + " pixels; square ones of at least " + LEAST_SIDE + " are needed");
        }
        if (!image.shape().equals(unseen.get(0).get(0).shape())) {
            throw new UserError("the " + origin + " to learn from are " + image.shape() + ", those to test with "
                    + unseen.get(0).get(0).shape() + "; one shape is needed");
        }
        boolean small = width < SMALL_SIDE;
        if (quick && train.size() > QUICK_MOST) {
            train = new Subset<>(train, IntStream.range(0, QUICK_MOST).toArray());
        }
        int epochs = small ? quick ? 4 : 9 : quick || train.size() >= MANY ? 1 : 2;
        return new DemoData(train, unseen, (int) width, small ? 32 : 64, epochs, origin);
    }
}
