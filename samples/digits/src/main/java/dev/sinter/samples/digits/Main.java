package dev.sinter.samples.digits;

import dev.sinter.Sinter;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.Digits;
import dev.sinter.data.Progress;
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
        List<? extends Dataset> digits = arguments.length == 0
                ? List.of(StrokeDigits.generate(6000, 1), StrokeDigits.generate(2000, 2))
                : Digits.open(Path.of(arguments[0]));
        Dataset train = digits.get(0);
        Dataset unseen = digits.get(1);
        int side = Math.toIntExact(train.get(0).get(0).size(-1));
        Training training = new Training(new DigitsNet(side), 2e-3);
        System.out.println(training.net());
        DataLoader batches = new DataLoader(train, 64).shuffle(0).dropLast();
        int epochs = side < StrokeDigits.SIDE ? 12 : 2;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            try (Progress progress = new Progress("epoch " + epoch, batches.size())) {
                training.epoch(batches, progress);
            }
        }
        System.out.printf(Locale.ROOT, "%.2f %% of %d unseen digits are read right%n",
                100 * Training.accuracy(training.net(), unseen), unseen.size());
    }
}
