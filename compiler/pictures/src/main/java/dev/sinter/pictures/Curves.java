package dev.sinter.pictures;

import dev.sinter.data.Png;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.io.AtomicFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over one axis, drawn as a PNG file: the losses of a training, for instance.
 *
 * <pre>{@code
 * new Curves("digits", "step", "loss").add("training", losses).save(folder.resolve("loss.png"));
 * }</pre>
 */
public final class Curves {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;

    private record Curve(String name, double[] xs, double[] ys) {}

    private final String title;
    private final String horizontal;
    private final String vertical;
    private final List<Curve> curves = new ArrayList<>();
    private boolean isLogarithmic;

    public Curves(String title, String horizontal, String vertical) {
        this.title = title;
        this.horizontal = horizontal;
        this.vertical = vertical;
    }

    /** A curve over 0, 1, 2 ... */
    public Curves add(String name, double... ys) {
        return add(name, IntStream.range(0, ys.length).asDoubleStream().toArray(), ys);
    }

    /** A curve; points that are not finite are left out. */
    public Curves add(String name, double[] xs, double[] ys) {
        if (xs.length != ys.length) {
            throw new Diagnostic("Curves: '" + name + "' has " + xs.length + " places and " + ys.length
                    + " values; as many of each are needed");
        }
        if (curves.stream().anyMatch(curve -> curve.name.equals(name))) {
            throw new Diagnostic("Curves: there is a curve '" + name + "' already");
        }
        curves.add(new Curve(name, xs.clone(), ys.clone()));
        return this;
    }

    /** With a logarithmic vertical axis; values that are not above 0 are left out. */
    public Curves logarithmic() {
        isLogarithmic = true;
        return this;
    }

    /** Writes the picture, 800 by 500 pixels; the file appears whole or not at all. The same curves give the same bytes on one machine. */
    public void save(Path file) throws IOException {
        byte[] png = png();
        AtomicFile.write(file, out -> out.write(png));
    }

    private byte[] png() {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(horizontal)
                .yAxisTitle(vertical).build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setYAxisLogarithmic(isLogarithmic);
        for (Curve curve : curves) {
            int[] shown = IntStream.range(0, curve.ys.length).filter(i -> isShown(curve, i)).toArray();
            if (shown.length == 0) {
                throw new Diagnostic(
                        "Curves: '" + curve.name + "' has no finite point" + (isLogarithmic ? " above 0" : "")
                                + " to show");
            }
            chart.addSeries(curve.name, IntStream.of(shown).mapToDouble(i -> curve.xs[i]).toArray(),
                    IntStream.of(shown).mapToDouble(i -> curve.ys[i]).toArray()).setMarker(SeriesMarkers.NONE);
        }
        if (curves.isEmpty()) {
            throw new Diagnostic("Curves: none was added");
        }
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            chart.paint(graphics, WIDTH, HEIGHT);
        } finally {
            graphics.dispose();
        }
        int[] colors = image.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
        byte[] pixels = new byte[3 * colors.length];
        for (int i = 0; i < colors.length; i++) {
            pixels[3 * i] = (byte) (colors[i] >> 16);
            pixels[3 * i + 1] = (byte) (colors[i] >> 8);
            pixels[3 * i + 2] = (byte) colors[i];
        }
        return Png.encode(pixels, WIDTH, HEIGHT, 3);
    }

    private boolean isShown(Curve curve, int i) {
        return Double.isFinite(curve.xs[i]) && Double.isFinite(curve.ys[i]) && (!isLogarithmic || curve.ys[i] > 0);
    }
}
