package dev.sinter.tensorboard;

import dev.sinter.Tensor;
import dev.sinter.data.Grid;
import dev.sinter.data.Images;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

/**
 * Writes what TensorBoard shows: numbers over steps, histograms, images and text, under PyTorch's names.
 *
 * <pre>{@code
 * try (SummaryWriter writer = new SummaryWriter(Path.of("runs", "first"))) {
 *     writer.addScalar("loss/training", loss.itemDouble(), step);
 * }
 * }</pre>
 *
 * <p>Each writer makes a file of its own in the folder, so that several may write to one. Every call hands its record to the system before
 * it returns: a process that dies loses at most the record it was writing. A writer may be used by several threads. What goes wrong with
 * the file is an {@link UncheckedIOException}, so that a line in a training needs no {@code try}.
 */
public final class SummaryWriter implements AutoCloseable {
    /** The version of event files that all readers know. */
    private static final String VERSION = "brain.Event:2";
    private static final int STRING = 7;

    private final EventFile file;
    private final Clock clock;

    /** A new file in this folder, which is made where it is missing. */
    public SummaryWriter(Path folder) throws IOException {
        this(folder, Clock.systemUTC());
    }

    /** The same with the times that this clock tells. */
    SummaryWriter(Path folder, Clock clock) throws IOException {
        this.clock = clock;
        this.file = EventFile.create(folder, clock.instant().getEpochSecond());
        write(event(0).text(3, VERSION));
    }

    /** The file that is written. */
    public Path file() {
        return file.path();
    }

    /** A point of a curve; it is kept in float32. */
    public void addScalar(String tag, double value, long step) {
        add(step, value(tag).number(2, (float) value));
    }

    /** A point of a curve, from a tensor of one element. */
    public void addScalar(String tag, Tensor value, long step) {
        addScalar(tag, value.itemDouble(), step);
    }

    /** How the elements of a tensor are distributed; they must be finite. */
    public void addHistogram(String tag, Tensor values, long step) {
        Buffer elements = values.toBuffer();
        double[] numbers = new double[elements.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = elements.get(i);
        }
        add(step, value(tag).message(5, new Histogram(numbers).toMessage()));
    }

    /** An image [C, H, W] of values from 0 to 1, gray or in colours, with or without opacity. */
    public void addImage(String tag, Tensor image, long step) {
        byte[] png = Images.png(image);
        add(step, value(tag).message(4, new Message().integer(1, image.size(1)).integer(2, image.size(2))
                .integer(3, image.size(0)).bytes(4, png)));
    }

    /** Images [N, C, H, W] as one grid. */
    public void addImages(String tag, Tensor images, long step) {
        addImage(tag, Images.makeGrid(images, new Grid()), step);
    }

    /** Text, which TensorBoard shows as Markdown. */
    public void addText(String tag, String text, long step) {
        Message tensor = new Message().integer(1, STRING)
                .message(2, new Message().message(2, new Message().integer(1, 1)))
                .text(8, text);
        Message plugin = new Message().text(1, "text");
        add(step, value(tag + "/text_summary").message(8, tensor).message(9, new Message().message(1, plugin)));
    }

    private static Message value(String tag) {
        if (tag.isEmpty()) {
            throw new Diagnostic(
                    "SummaryWriter: a tag has at least one character: it is the name under which TensorBoard shows the value");
        }
        return new Message().text(1, tag);
    }

    private Message event(long step) {
        Instant now = clock.instant();
        return new Message().number(1, now.getEpochSecond() + now.getNano() * 1e-9).integer(2, step);
    }

    private void add(long step, Message value) {
        write(event(step).message(5, new Message().message(1, value)));
    }

    private void write(Message event) {
        try {
            file.write(event.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file.path() + ": " + e.getMessage(), e);
        }
    }

    /** Waits until everything is on the disk, where a power cut does not reach it. */
    public void flush() {
        try {
            file.force();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file.path() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file.path() + ": " + e.getMessage(), e);
        }
    }
}
