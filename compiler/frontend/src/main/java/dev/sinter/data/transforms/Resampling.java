package dev.sinter.data.transforms;

/**
 * The weights by which the pixels of a line make up the pixels of a longer or shorter one: a triangle over the source around each target's
 * centre, which is {@code (i + 0.5) * scale}; antialiased, it is {@code scale} times as wide where the line becomes shorter.
 *
 * @param first   the first source pixel of each target
 * @param weights the weights of the source pixels from there on, which sum to 1
 */
record Resampling(int[] first, float[][] weights) {
    static Resampling of(int from, int to, Interpolation interpolation) {
        return interpolation == Interpolation.BILINEAR_ANTIALIASED && to < from ? wide(from, to) : narrow(from, to);
    }

    private static Resampling wide(int from, int to) {
        int[] first = new int[to];
        float[][] weights = new float[to][];
        double scale = (double) from / to;
        for (int i = 0; i < to; i++) {
            double centre = scale * (i + 0.5);
            first[i] = Math.max((int) (centre - scale + 0.5), 0);
            int end = Math.min((int) (centre + scale + 0.5), from);
            double[] exact = new double[end - first[i]];
            double sum = 0;
            for (int j = 0; j < exact.length; j++) {
                exact[j] = Math.max(1 - Math.abs(first[i] + j + 0.5 - centre) / scale, 0);
                sum += exact[j];
            }
            weights[i] = new float[exact.length];
            for (int j = 0; j < exact.length; j++) {
                weights[i][j] = (float) (exact[j] / sum);
            }
        }
        return new Resampling(first, weights);
    }

    private static Resampling narrow(int from, int to) {
        int[] first = new int[to];
        float[][] weights = new float[to][];
        for (int i = 0; i < to; i++) {
            double place = Math.max((double) from / to * (i + 0.5) - 0.5, 0);
            first[i] = Math.min((int) place, from - 1);
            float second = first[i] == from - 1 ? 0 : (float) (place - first[i]);
            weights[i] = second == 0 ? new float[]{1} : new float[]{1 - second, second};
        }
        return new Resampling(first, weights);
    }

    /**
     * Lines of {@code from} elements become lines of {@code first.length}, each element a sum in the order of the source's.
     *
     * @param lines  how many lines follow each other
     * @param stride how far apart the elements of a line are; so many lines lie between each other
     */
    float[] apply(float[] source, int from, int lines, int stride) {
        float[] result = new float[lines * first.length];
        int target = 0;
        for (int block = 0; block < lines / stride; block++) {
            for (int i = 0; i < first.length; i++) {
                int at = (block * from + first[i]) * stride;
                for (float weight : weights[i]) {
                    for (int line = 0; line < stride; line++) {
                        result[target + line] += weight * source[at + line];
                    }
                    at += stride;
                }
                target += stride;
            }
        }
        return result;
    }
}
