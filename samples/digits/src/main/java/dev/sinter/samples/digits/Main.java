package dev.sinter.samples.digits;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.Digits;
import dev.sinter.data.StrokeDigits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Trains the network on generated digits, or on those in the folder that is named on the command line. */
public final class Main {
    private Main() {}

    public static void main(String... arguments) throws IOException {
        Sinter.manualSeed(0);
        List<? extends Dataset<List<Tensor>>> digits = arguments.length == 0
                ? List.of(StrokeDigits.generate(6000, 1), StrokeDigits.generate(2000, 2))
                : Digits.open(Path.of(arguments[0]));
        Dataset<List<Tensor>> train = digits.get(0);
        Dataset<List<Tensor>> unseen = digits.get(1);
        int side = Math.toIntExact(train.get(0).get(0).size(-1));
        boolean isSmall = side < StrokeDigits.SIDE;

        Training training = new Training(new DigitsNet(side));
        System.out.println(training.net());
        training.fit(new DataLoader(train, isSmall ? 32 : 64).shuffle(0).dropLast(), isSmall ? 9 : 2);
        System.out.printf(Locale.ROOT, "%.2f %% of %d unseen digits are read right%n", 100 * training.accuracy(unseen),
                unseen.size());
    }
}
