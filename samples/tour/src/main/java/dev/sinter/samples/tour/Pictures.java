package dev.sinter.samples.tour;

import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.stack;

import dev.sinter.Tensor;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.Digits;
import dev.sinter.data.Grid;
import dev.sinter.data.Images;
import dev.sinter.data.Progress;
import dev.sinter.data.StrokeDigits;
import dev.sinter.pictures.Curves;
import dev.sinter.pictures.ImageFile;
import dev.sinter.samples.digits.DigitsNet;
import dev.sinter.samples.digits.Training;
import dev.sinter.tensorboard.SummaryWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a training shows of itself. */
final class Pictures {
    static final List<Step> STEPS = List.of(
            new Step(27, "Handwritten digits, watched while they are learnt", Pictures::digits));

    /** A folder of IDX files or optdigits tables; without one the program draws its own digits. */
    private static final String FOLDER = System.getProperty("tour.digits", "");

    private static final int EPOCHS = 3;

    private Pictures() {}

    private static void digits(Page page) {
        try {
            Path folder = Files.createTempDirectory("tour");
            try {
                digits(page, folder);
            } finally {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void digits(Page page, Path folder) throws IOException {
        List<? extends Dataset<?>> sets = FOLDER.isEmpty()
                ? List.of(StrokeDigits.generate(640, 1), StrokeDigits.generate(256, 2))
                : Digits.open(Path.of(FOLDER));
        DataLoader batches = new DataLoader(sets.get(0), 64).shuffle(0).dropLast();
        manualSeed(0);
        Training training = new Training(new DigitsNet(side(batches)));
        page.show("training.net()", training.net());

        List<Double> losses = new ArrayList<>();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (Progress progress = new Progress("digits", EPOCHS * batches.size(),
                new PrintStream(printed, true, StandardCharsets.UTF_8), false);
                SummaryWriter writer = new SummaryWriter(folder.resolve("runs"))) {
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                for (Batch batch : batches) {
                    double loss = training.step(batch.get(0), batch.get(1)).itemDouble();
                    writer.addScalar("loss", loss, losses.size());
                    losses.add(loss);
                    progress.step(loss);
                }
            }
        }
        // How many steps a second there were is another number each time.
        page.show("progress.step(loss)", printed.toString(StandardCharsets.UTF_8).replaceAll("  [0-9.]+/s", ""));

        Path curve = folder.resolve("loss.png");
        new Curves("digits", "step", "loss").add("training", losses.stream().mapToDouble(loss -> loss).toArray())
                .save(curve);
        page.show("new Curves(...).save(curve): an image of", ImageFile.read(curve).shape());

        List<Tensor> wrong = misread(training, sets.get(1));
        page.show("misread digits", wrong.size() + " of " + sets.get(1).size());
        Path grid = folder.resolve("wrong.png");
        Images.saveImage(stack(wrong, 0), grid, new Grid().nrow(8).padValue(0.5));
        page.show("Images.saveImage(wrong, grid): an image of", ImageFile.read(grid).shape());
        try (Stream<Path> files = Files.walk(folder)) {
            page.show("files", files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString().replaceAll("[0-9]{2,}.*", "...")).sorted().toList());
        }
        page.compiled("net.call(images)", training.net(), stack(wrong.subList(0, 1), 0));
    }

    private static int side(DataLoader batches) {
        return Math.toIntExact(batches.iterator().next().get(0).size(-1));
    }

    /** The images that the network takes for another digit. */
    private static List<Tensor> misread(Training training, Dataset<?> unseen) {
        training.net().eval();
        List<Tensor> wrong = new ArrayList<>();
        for (Batch batch : new DataLoader(unseen, 64)) {
            long[] read = training.read(batch.get(0)).toLongArray();
            long[] labels = batch.get(1).toLongArray();
            for (int i = 0; i < read.length; i++) {
                if (read[i] != labels[i]) {
                    wrong.add(batch.get(0).select(0, i));
                }
            }
        }
        return wrong;
    }
}
