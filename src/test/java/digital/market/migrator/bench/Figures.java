package digital.market.migrator.bench;

import java.util.Collection;

/** Some measured figures in short. */
record Figures(double median, double least, double most) {

    /** Of one figure or more; the median of an even number is the mean of the two in the middle. */
    static Figures of(Collection<? extends Number> figures) {
        double[] sorted = figures.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Figures(median, sorted[0], sorted[sorted.length - 1]);
    }
}
